import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '..')

/** What a process has loaded of the drivers once an opener of each address was made, and after it was warmed or asked. */
const PROBE = `
import { createRequire } from 'node:module'
import { openDatabase } from './src/compose-sources.ts'
const loaded = () => ['pg', 'mysql2', 'better-sqlite3'].filter((name) =>
  Object.keys(createRequire(import.meta.url).cache).some((path) => path.includes('/node_modules/' + name + '/')))
const where = { password: undefined, ca: undefined, deadlineMs: 500 }
const seen = [loaded()]
for (const kind of ['postgres', 'mysql']) {
  const opened = openDatabase({ ...where, connection: kind + '://shop@127.0.0.1:1/shop' })
  seen.push(loaded())
  if (kind === 'postgres') opened.warm()
  await opened.read('SELECT 1', [], AbortSignal.timeout(5000)).catch(() => undefined)
  seen.push(loaded())
  opened.close()
}
console.log(JSON.stringify(seen))
`

describe('database drivers', () => {
  it('are loaded by a source that needs them, and not before', async () => {
    const { stdout } = await run(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', PROBE], {
      cwd: ROOT,
    })
    expect(JSON.parse(stdout)).toEqual([[], [], ['pg'], ['pg'], ['pg', 'mysql2']])
  })
})
