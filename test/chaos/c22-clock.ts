import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { canFailDisks, compileDisk } from '../faults/disk.ts'
import { judge, tally } from './oracle.ts'
import { createParty, type Party, seenBy } from './party.ts'
import type { Plant } from './plants.ts'
import { inWords, note } from './row.ts'
import {
  allAcked,
  createServer,
  keepTalking,
  logIn,
  openConversations,
  orNever,
  PLANTED_PATIENCE_MS,
  temporary,
  turnsDone,
  until,
} from './stage.ts'
import { createWireProxy } from './wire-proxy.ts'

const HOUR = 3_600
/** Seconds ahead of the machine, one after the other. */
const JUMPS = [HOUR, -HOUR, 3 * 24 * HOUR, 0, -5, -10, -15, 0]
const HOLD_MS = 700
const CONVERSATIONS = 5
const DOUBLED = 0.2

const jumped = async (plant?: Plant) => {
  const folder = await temporary()
  const file = join(folder, 'clock')
  const set = async (seconds: number): Promise<void> => {
    const bytes = Buffer.alloc(8)
    bytes.writeBigInt64LE(BigInt(seconds))
    await writeFile(file, bytes, { flag: 'r+' })
  }
  await writeFile(file, Buffer.alloc(8))
  const server = await createServer({ plant, env: { LD_PRELOAD: compileDisk(folder, 'clock'), CLOCK_FILE: file } })
  await server.start()
  const proxy = await createWireProxy(server.where, ({ type }, way) =>
    way === 'up' && type === 'send' && Math.random() < DOUBLED ? 'double' : 'pass',
  )
  onTestFinished(proxy.close)
  const { customers, agents } = await openConversations(CONVERSATIONS, () => proxy.url)
  const readers = agents.map((agent, n) =>
    createParty({
      role: 'supervisor',
      sub: `reader-${n}`,
      where: server.where,
      conversation: agent.conversation() as { id: string; epoch: string },
    }),
  )
  const talks = [keepTalking(agents, 20), keepTalking(customers, 300)]
  for (const seconds of JUMPS) {
    await set(seconds)
    await sleep(HOLD_MS / 2)
    for (const reader of readers) reader.cut('reset')
    await sleep(HOLD_MS / 2)
  }
  for (const talk of talks) talk.stop()
  await allAcked([...agents, ...customers])
  await turnsDone(server.where)
  await sleep(500)
  const heads = agents.map((agent) => agent.seq())
  // A screen that begins anew reads everything.
  const late = agents.map(
    (agent, n): Party =>
      createParty({
        role: 'supervisor',
        sub: `late-${n}`,
        where: server.where,
        conversation: agent.conversation() as { id: string; epoch: string },
      }),
  )
  await orNever(
    until(
      'everybody to catch up',
      () => [readers, late].every((some) => some.every((one, n) => one.seq() >= (heads[n] ?? 0))),
      plant && PLANTED_PATIENCE_MS,
    ),
    plant,
  )
  await sleep(300)
  const parties = [...customers, ...agents, ...readers, ...late]
  for (const party of parties) party.leave()
  await server.stop()
  const { log, finished } = await logIn(server.dataDir)
  const times = log.map(({ at }) => Date.parse(at))
  return {
    spreadHours: (Math.max(...times) - Math.min(...times)) / 3_600_000,
    findings: judge({ log, finished, ...seenBy(parties, 8) }),
  }
}

describe.skipIf(!canFailDisks)('C22 the clock jumps (needs Linux and gcc)', () => {
  it('order, places and repeats are as if it did not', async (context) => {
    const { spreadHours, findings } = await jumped()
    note(context, {
      id: 'C22',
      name: 'clock skew',
      injected: `+1 h, −1 h, +3 days, back, then backwards in steps; the log spans ${Math.round(spreadHours)} h`,
      times: JUMPS.length,
      result: inWords(findings),
    })
    expect(tally(findings)).toEqual({})
    // The clock of the server did jump: else nothing was tested.
    expect(spreadHours).toBeGreaterThan(70)
  })
  it('negative control: pages of the log in the order of the clock', { retry: 2 }, async (context) => {
    const { findings } = await jumped('sortsByClock')
    note(context, { id: 'C22', control: `orders by the clock: ${inWords(findings)}` })
    expect(tally(findings).jumbled).toBeGreaterThan(0)
  })
})
