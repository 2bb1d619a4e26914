import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { startChild } from '../faults/child.ts'
import { canFailDisks, compileDisk } from '../faults/disk.ts'
import { inspect } from '../faults/oracle.ts'
import { BEST_DRIVER } from '../sqlite-under-test.ts'
import { judge, tally } from './oracle.ts'
import { type Party, seenBy } from './party.ts'
import type { Plant } from './plants.ts'
import { inWords, note } from './row.ts'
import { allAcked, createServer, keepTalking, logIn, openConversations, temporary } from './stage.ts'

const FAILING = [60, 90, 130]
const ACKS = 6_000
const SYNC_MS = 20
const CID_CHARACTERS = 36

const appendWith = async (mode: string, failAt: number, acks: number) => {
  const root = await temporary()
  const dir = join(root, 'files')
  mkdirSync(dir)
  const child = startChild('appender', [dir, BEST_DRIVER, mode], {
    LD_PRELOAD: compileDisk(root, 'slowsync'),
    FSYNC_FAIL_AT: String(failAt),
  })
  await child.printed(1 + acks)
  await child.kill()
  const acknowledged = child.lines.slice(1).filter((line) => line.length === CID_CHARACTERS)
  return { refused: child.errors.length, acknowledged: acknowledged.length, found: await inspect(dir, acknowledged) }
}

const p99 = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? 0

/** Time from send to acknowledgement as the clients see it, milliseconds. */
const timed = (parties: readonly Party[]): number[] => {
  const times: number[] = []
  for (const party of parties) {
    const { say } = party
    party.say = (body) => {
      const [started, before] = [performance.now(), party.acked.length + party.waiting()]
      say(body)
      const look = setInterval(() => {
        if (party.acked.length <= before) return
        clearInterval(look)
        times.push(performance.now() - started)
      }, 2)
    }
  }
  return times
}

describe.skipIf(!canFailDisks)('C17 fsync fails or takes long (needs Linux and gcc)', () => {
  it('a failed one acknowledges nothing of its batch, and writing goes on over a new connection', async (context) => {
    let acks = 0
    let refused = 0
    for (const at of FAILING) {
      const round = await appendWith('durable', at, ACKS)
      expect(round.found).toMatchObject({ lost: 0, doubled: 0, gaps: [] })
      expect(round.refused).toBeGreaterThan(0)
      acks += round.acknowledged
      refused += round.refused
    }
    note(context, {
      id: 'C17',
      name: 'fsync fails with EIO',
      injected: `sync number ${FAILING.join(', ')} fails; ${refused} refused, ${acks} acknowledged`,
      times: FAILING.length,
      result: 'nothing',
    })
  })
  it('negative control: acknowledging before the commit', { retry: 2 }, async (context) => {
    const { found } = await appendWith('ack-first', 60, ACKS)
    note(context, { id: 'C17', control: `acknowledges first: lost ${found.lost}` })
    expect(found.lost).toBeGreaterThan(0)
  })

  /** Agents talk while each fsync takes so much longer; with a bug planted, the process dies in their midst. */
  const measure = async (us: number, plant?: Plant) => {
    const library = compileDisk(await temporary(), 'slowsync')
    const server = await createServer({ plant, env: { LD_PRELOAD: library, FSYNC_US: String(us) } })
    await server.start()
    const { customers, agents } = await openConversations(8, server.where)
    const times = timed(agents)
    const talk = keepTalking(agents, 20)
    await sleep(4_000)
    if (plant !== undefined) await server.kill()
    talk.stop()
    if (plant === undefined) await allAcked(agents)
    await sleep(800)
    const parties = [...customers, ...agents]
    for (const party of parties) party.leave()
    await server.stop()
    return {
      p99: p99(times),
      count: times.length,
      findings: judge({ ...(await logIn(server.dataDir)), finished: new Set(), ...seenBy(parties, 8) }).filter(
        ({ fault }) => fault !== 'unanswered',
      ),
    }
  }
  it('a slow one makes acknowledgements late, and loses nothing', async (context) => {
    const bare = await measure(0)
    const slow = await measure(SYNC_MS * 1_000)
    note(context, {
      id: 'C17b',
      name: 'slow fsync',
      injected: `every fsync takes ${SYNC_MS} ms longer, ${slow.count} messages`,
      times: 1,
      result: `${inWords(slow.findings)}; ack p99 ${Math.round(slow.p99)} ms, ${Math.round(bare.p99)} ms without`,
    })
    expect(tally(slow.findings)).toEqual({})
    // The delay is there: else nothing was tested.
    expect(slow.p99).toBeGreaterThan(SYNC_MS)
  })
  it('negative control: acknowledging without waiting for the slow one', { retry: 2 }, async (context) => {
    const { findings } = await measure(SYNC_MS * 1_000, 'ackFirst')
    note(context, { id: 'C17b', control: `acknowledges first: ${inWords(findings)}` })
    expect(tally(findings).lost).toBeGreaterThan(0)
  })
})
