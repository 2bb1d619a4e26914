import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const FIXTURES = fileURLToPath(new URL('../fixtures/tls/', import.meta.url))

/** Key and certificate of `localhost` where a server that runs as another user may read them, and the issuer's certificate. */
export interface TlsFiles {
  key: string
  cert: string
  ca: string
  close(): void
}

/** `user` is the server's own where we are root. */
export const copyTlsFiles = (user: string): TlsFiles => {
  const dir = mkdtempSync(join(tmpdir(), 'tabdesk-tls-'))
  chmodSync(dir, 0o755)
  const copy = (name: string): string => {
    const to = join(dir, name)
    copyFileSync(join(FIXTURES, name), to)
    chmodSync(to, 0o600)
    if (process.getuid?.() === 0) execFileSync('chown', [user, to])
    return to
  }
  return {
    key: copy('key.pem'),
    cert: copy('good.pem'),
    ca: join(FIXTURES, 'ca.pem'),
    close: () => rmSync(dir, { recursive: true, force: true }),
  }
}
