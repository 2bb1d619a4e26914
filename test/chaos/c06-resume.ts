import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { judge, tally } from './oracle.ts'
import { createParty, type Party, seenBy } from './party.ts'
import type { Plant } from './plants.ts'
import { inWords, note } from './row.ts'
import { createServer, keepTalking, logIn, openConversations, until } from './stage.ts'
import { createWireProxy } from './wire-proxy.ts'

const CONVERSATIONS = 6
const WATCHERS_EACH = 8
const EVERY_MS = 25
/** Each watcher is cut about so often. */
const CUT_EVERY_MS = 1_500
/** Of all events: the line stands still from then on, open to both sides, until the client gives it up. */
const FROZEN = 0.0005
const CUTS = ['reset', 'end', 'close'] as const

const resumed = async (ms: number, plant?: Plant) => {
  const server = await createServer({ plant })
  await server.start()
  const proxy = await createWireProxy(server.where, ({ type }, way) =>
    way === 'down' && type === 'event' && Math.random() < FROZEN ? 'freeze' : 'pass',
  )
  onTestFinished(proxy.close)
  const { customers, agents } = await openConversations(CONVERSATIONS, server.where)
  const watchers = agents.flatMap((agent, n) =>
    Array.from({ length: WATCHERS_EACH }, (_, at) =>
      createParty({
        role: 'supervisor',
        sub: `watcher-${n}-${at}`,
        where: () => proxy.url,
        conversation: agent.conversation() as { id: string; epoch: string },
        silenceMs: 2_500,
      }),
    ),
  )
  const talk = keepTalking(agents, EVERY_MS)
  let cuts = 0
  const cutting = setInterval(() => {
    const one = watchers[Math.floor(Math.random() * watchers.length)] as Party
    one.cut(CUTS[cuts++ % CUTS.length] as (typeof CUTS)[number])
  }, CUT_EVERY_MS / watchers.length)
  await sleep(ms)
  clearInterval(cutting)
  talk.stop()
  const heads = () => agents.map((agent) => agent.seq())
  await until('the agents to be done', () => agents.every((agent) => agent.waiting() === 0))
  await until(
    'the watchers to catch up',
    () => watchers.every((one, n) => one.seq() >= (heads()[Math.floor(n / WATCHERS_EACH)] ?? 0)),
    plant === undefined ? 60_000 : 5_000,
  ).catch((error) => {
    if (plant === undefined) throw error
  })
  const parties = [...customers, ...agents, ...watchers]
  for (const party of parties) party.leave()
  await server.stop()
  const { log } = await logIn(server.dataDir)
  const delivered = watchers.reduce((sum, one) => sum + (one.screens()[0]?.events.length ?? 0), 0)
  return { cuts, frozen: proxy.counts.freeze, delivered, findings: judge({ log, ...seenBy(parties, 8) }) }
}

describe('C06 cut at random, resumed', () => {
  it('every screen shows every event once, in order, word for word', async (context) => {
    const { cuts, frozen, delivered, findings } = await resumed(12_000)
    note(context, {
      id: 'C06',
      name: 'random cut and resume',
      injected: `RST, FIN, close frame in turn, ${frozen} lines frozen half-open; ${delivered} events delivered`,
      times: cuts + frozen,
      result: inWords(findings),
    })
    expect(tally(findings)).toEqual({})
    expect(cuts).toBeGreaterThan(100)
    expect(frozen).toBeGreaterThan(0)
  })
  it('negative control: an event left out of a page', { retry: 2 }, async (context) => {
    const { findings } = await resumed(3_000, 'skipsEvent')
    note(context, { id: 'C06', control: `leaves events out of pages: ${inWords(findings)}` })
    expect(tally(findings).unseen).toBeGreaterThan(0)
  })
  it('negative control: a page that begins too early', { retry: 2 }, async () => {
    const { findings } = await resumed(3_000, 'repeatsEvent')
    expect(tally(findings).repeated).toBeGreaterThan(0)
  })
})
