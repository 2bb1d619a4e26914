import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createConnection } from 'mysql2/promise'
import { freePort } from './free-port.ts'

const PROGRAM = '/usr/sbin/mariadbd'
const INSTALL = '/usr/bin/mariadb-install-db'

/** Tests of MySQL run where Debian's MariaDB is; `REQUIRE_SERVERS` turns a skip into a failure. */
export const hasMariadb = (existsSync(PROGRAM) && existsSync(INSTALL)) || process.env['REQUIRE_SERVERS'] !== undefined

export interface MariadbServer {
  port: number
  /** Runs statements as the server's owner. */
  run(...statements: string[]): Promise<Record<string, unknown>[]>
  kill(): Promise<void>
  start(): Promise<void>
  close(): Promise<void>
}

/** A server of the test's own on loopback, in a folder of its own, with a database `shop` and a user `support` (password `p/w@1`) who may do everything in it. */
export const startMariadb = async (settings: readonly string[] = []): Promise<MariadbServer> => {
  const dir = mkdtempSync(join(tmpdir(), 'tabdesk-mariadb-'))
  const data = join(dir, 'data')
  const socketPath = join(dir, 's.sock')
  // The server refuses to run as root.
  const as = process.getuid?.() === 0 ? ['--user=mysql'] : []
  if (as.length > 0) execFileSync('chown', ['mysql', dir])
  execFileSync(
    INSTALL,
    ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', ...as],
    { stdio: 'ignore', cwd: dir },
  )
  const port = await freePort()
  let child: ChildProcess
  const run = async (...statements: string[]): Promise<Record<string, unknown>[]> => {
    const connection = await createConnection({ socketPath, user: 'root' })
    try {
      let rows: unknown = []
      for (const statement of statements) [rows] = await connection.query(statement)
      return rows as Record<string, unknown>[]
    } finally {
      connection.destroy()
    }
  }
  const start = async (): Promise<void> => {
    child = spawn(
      PROGRAM,
      [
        '--no-defaults',
        `--datadir=${data}`,
        `--socket=${socketPath}`,
        `--port=${port}`,
        '--bind-address=127.0.0.1',
        `--pid-file=${join(dir, 'pid')}`,
        '--innodb-buffer-pool-size=16M',
        ...as,
        ...settings,
      ],
      { stdio: 'ignore', cwd: dir },
    )
    for (;;) {
      if (child.exitCode !== null) throw new Error(`mariadbd ended with ${child.exitCode}`)
      try {
        await run('SELECT 1')
        return
      } catch {
        await sleep(50)
      }
    }
  }
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await gone
  }
  await start()
  await run(
    'CREATE DATABASE shop CHARACTER SET utf8mb4',
    "CREATE USER support@'%' IDENTIFIED BY 'p/w@1'",
    "GRANT ALL ON shop.* TO support@'%'",
  )
  return {
    port,
    run,
    start,
    kill,
    close: async () => {
      await kill()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
