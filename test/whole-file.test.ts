import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'

const WRITER = fileURLToPath(new URL('./faults/short-of-room.ts', import.meta.url))
/** Kilobytes that a file of the process may have: a write that goes over it stops there and tells how far it came, as on a full disk. */
const ROOM = 40

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'whole-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

it.skipIf(process.platform === 'win32')(
  '[LB1] a file that finds room for its first part only is not there at all',
  async () => {
    const write = async (name: string, characters: number): Promise<string> => {
      const { stdout } = await promisify(execFile)('bash', [
        ...['-c', `ulimit -f ${ROOM}; exec "$0" --import tsx "$@"`, process.execPath, WRITER],
        ...[join(folder, name), String(characters)],
      ])
      return stdout
    }
    expect(await write('fits', 30_000)).toBe('written true')
    expect(await write('does-not', 60_000)).toBe('refused EFBIG')
    expect(await readdir(folder)).toEqual(['fits'])
    expect((await stat(join(folder, 'fits'))).size).toBe(30_001)
  },
)
