import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startChild } from './faults/child.ts'
import { canFailDisks, compileDisk } from './faults/disk.ts'
import { inspect } from './faults/oracle.ts'
import { cutPower, unsyncedIn } from './faults/power-cut.ts'
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

  for (const [round, leak] of LEAKS.entries())
    it(`[ST1] [W1] loses nothing that was acknowledged in power cut ${round + 1} of ${LEAKS.length}, early write-back ${leak}`, async () => {
      const { image, acknowledged } = await cutPower(root, { name: `durable-${round}`, leak })
      expect(acknowledged.length).toBeGreaterThanOrEqual(ACKS_A_ROUND)
      expect(await inspect(image, acknowledged)).toMatchObject({ lost: 0, doubled: 0, gaps: [] })
    })

  it('negative control: commits without an fsync are seen to be lost', async () => {
    const { image, acknowledged } = await cutPower(root, { name: 'unsynced', mode: 'unsynced' })
    const stored = await unsyncedIn(image)
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
