import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startChild } from './faults/child.ts'
import { inspect } from './faults/oracle.ts'
import { BEST_DRIVER, DRIVERS } from './sqlite-under-test.ts'

const ROUNDS = 5
/** Acknowledgements of a round before the kill, which comes at a random moment after. */
const ACKS_A_ROUND = 500
const LATEST_KILL_MS = 150

describe('kill -9', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'tabdesk-kill-'))
  })
  afterEach(() => rmSync(dir, { recursive: true, force: true }))

  const acknowledgedOver = async (rounds: number, driver: string, mode: string): Promise<string[]> => {
    const acknowledged: string[] = []
    for (let round = 0; round < rounds; round++) {
      const child = startChild('appender', [dir, driver, mode])
      await child.printed(1 + ACKS_A_ROUND)
      await new Promise((resolve) => setTimeout(resolve, Math.random() * LATEST_KILL_MS))
      await child.kill()
      // The last line may be cut by the kill.
      acknowledged.push(...child.lines.slice(1).filter((line) => line.length === 36))
    }
    return acknowledged
  }

  for (const driver of DRIVERS)
    it(`[ST1] [ST2] [ST3] loses, doubles and skips nothing that was acknowledged (${driver})`, async () => {
      const acknowledged = await acknowledgedOver(ROUNDS, driver, 'durable')
      expect(acknowledged.length).toBeGreaterThanOrEqual(ROUNDS * ACKS_A_ROUND)
      expect(await inspect(dir, acknowledged)).toMatchObject({ lost: 0, doubled: 0, gaps: [] })
    })

  it('negative control: acknowledging before the commit is seen to lose', async () => {
    const acknowledged = await acknowledgedOver(2, BEST_DRIVER, 'ack-first')
    const { lost, gaps } = await inspect(dir, acknowledged)
    expect(lost).toBeGreaterThan(0)
    expect(gaps).toEqual([])
  })
})
