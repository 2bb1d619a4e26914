import { randomBytes } from 'node:crypto'
import { access, link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const FILE = 'jwt-secret'
const BYTES = 32

/** Whether this installation has a secret yet. */
export const hasSecret = (dataDir: string): Promise<boolean> =>
  access(join(dataDir, FILE)).then(
    () => true,
    () => false,
  )

/** The secret of this installation, made on first use, readable by its owner alone; two programs that start at once get the same. */
export const readOrCreateSecret = async (dataDir: string): Promise<string> => {
  const path = join(dataDir, FILE)
  const known = await readFile(path, 'utf8').catch(() => undefined)
  if (known !== undefined) return known.trim()
  await mkdir(dataDir, { recursive: true })
  const draft = `${path}.${process.pid}`
  await writeFile(draft, `${randomBytes(BYTES).toString('hex')}\n`, { mode: 0o600, flush: true })
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await unlink(draft)
  return (await readFile(path, 'utf8')).trim()
}
