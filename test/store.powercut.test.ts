import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadDriver } from '../src/adapters/sqlite/driver.ts'
import { startChild } from './faults/child.ts'
import { canFailDisks, compileDisk } from './faults/disk.ts'
import { inspect } from './faults/oracle.ts'
import { BEST_DRIVER } from './sqlite-under-test.ts'

const ACKS_A_ROUND = 1_000
/** How many written pages reach the disk before anybody asks for it. */
const LEAKS = ['0', '0.3', '0', '0.3']
const FAILING_SYNC = 60

describe.skipIf(!canFailDisks)('disks that fail (needs Linux and gcc)', () => {
  let root: string
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'tabdesk-disk-'))
  })
  afterAll(() => rmSync(root, { recursive: true, force: true }))

  /** Runs the appender until a power cut; what the disk holds then lies in `image`. */
  const cut = async (name: string, mode: string, leak: string): Promise<{ image: string; acknowledged: string[] }> => {
    const library = compileDisk(root, 'powercut')
    const dir = join(root, `${name}-files`)
    const image = join(root, `${name}-image`)
    for (const folder of [dir, image]) mkdirSync(folder)
    const child = startChild('appender', [dir, BEST_DRIVER, mode], {
      LD_PRELOAD: library,
      PC_SRC: dir,
      PC_SHADOW: image,
      PC_LEAK: leak,
      PC_SEED: String(Date.now() % 10_000),
    })
    await child.printed(1 + ACKS_A_ROUND)
    await child.kill()
    return { image, acknowledged: child.lines.slice(1).filter((line) => line.length === 36) }
  }

  for (const [round, leak] of LEAKS.entries())
    it(`[ST1] [W1] loses nothing that was acknowledged in power cut ${round + 1} of ${LEAKS.length}, early write-back ${leak}`, async () => {
      const { image, acknowledged } = await cut(`durable-${round}`, 'durable', leak)
      expect(acknowledged.length).toBeGreaterThanOrEqual(ACKS_A_ROUND)
      expect(await inspect(image, acknowledged)).toMatchObject({ lost: 0, doubled: 0, gaps: [] })
    })

  it('negative control: commits without an fsync are seen to be lost', async () => {
    const { image, acknowledged } = await cut('unsynced', 'unsynced', '0')
    const path = join(image, 'unsynced.db')
    let stored = 0
    if (existsSync(path)) {
      const db = (await loadDriver()).open(path, { readOnly: false })
      const table = db.prepare(`SELECT count(*) AS tables FROM sqlite_schema WHERE name = 'sent'`).get()
      if (table?.['tables'] === 1) stored = Number(db.prepare('SELECT count(*) AS sent FROM sent').get()?.['sent'])
      db.close()
    }
    expect(stored).toBeLessThan(acknowledged.length)
  })

  it('[ST1] a failed fsync acknowledges nothing of its batch, and writing goes on over a new connection', async () => {
    const dir = join(root, 'eio')
    mkdirSync(dir)
    const child = startChild('appender', [dir, BEST_DRIVER, 'durable'], {
      LD_PRELOAD: compileDisk(root, 'slowsync'),
      FSYNC_FAIL_AT: String(FAILING_SYNC),
    })
    await child.printed(1 + 5 * ACKS_A_ROUND)
    await child.kill()
    expect(child.errors.length).toBeGreaterThan(0)
    const acknowledged = child.lines.slice(1).filter((line) => line.length === 36)
    expect(await inspect(dir, acknowledged)).toMatchObject({ lost: 0, doubled: 0, gaps: [] })
  })
})
