import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { judge, tally } from './oracle.ts'
import { createParty, seenBy } from './party.ts'
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
  until,
} from './stage.ts'

const CONVERSATIONS = 10
const EVERY_MS = 100
const SETTLE_MS = 500

/** Everybody loses their line in the same moment and comes back at once. */
const stormed = async (readersEach: number, storms: number, plant?: Plant) => {
  const server = await createServer({ plant })
  await server.start()
  const { customers, agents } = await openConversations(CONVERSATIONS, server.where)
  const readers = agents.flatMap((agent, n) =>
    Array.from({ length: readersEach }, (_, at) =>
      createParty({
        role: 'supervisor',
        sub: `reader-${n}-${at}`,
        where: server.where,
        conversation: agent.conversation() as { id: string; epoch: string },
        silenceMs: 20_000,
      }),
    ),
  )
  await until('everybody to be there', () => readers.every((one) => one.open()))
  const talk = keepTalking(agents, EVERY_MS)
  let slowest = 0
  for (let storm = 0; storm < storms; storm++) {
    await sleep(SETTLE_MS)
    for (const reader of readers) reader.cut('reset')
    const started = performance.now()
    await sleep(SETTLE_MS)
    await until('everybody to be back', () => readers.every((one) => one.open()))
    slowest = Math.max(slowest, performance.now() - started)
  }
  talk.stop()
  await allAcked(agents)
  const heads = agents.map((agent) => agent.acked.at(-1)?.seq ?? 0)
  await orNever(
    until(
      'everybody to catch up',
      () => readers.every((one, n) => one.seq() >= (heads[Math.floor(n / readersEach)] ?? 0)),
      plant && PLANTED_PATIENCE_MS,
    ),
    plant,
  )
  await sleep(SETTLE_MS)
  const parties = [...customers, ...agents, ...readers]
  for (const party of parties) party.leave()
  await server.stop()
  const { log } = await logIn(server.dataDir)
  return { readers: readers.length, slowest, findings: judge({ log, ...seenBy(parties, 8) }) }
}

describe('C23 reconnect storm', () => {
  it('everybody is back and has everything', async (context) => {
    const storms = 3
    const { readers, slowest, findings } = await stormed(40, storms)
    note(context, {
      id: 'C23',
      name: 'reconnect storm',
      injected: `${readers} lines reset in one moment while people write`,
      times: storms,
      result: `${inWords(findings)}; all back within ${Math.round(slowest)} ms`,
    })
    expect(tally(findings)).toEqual({})
  })
  it('negative control: events left out of pages', { retry: 2 }, async (context) => {
    const { findings } = await stormed(10, 1, 'skipsEvent')
    note(context, { id: 'C23', control: `leaves events out of pages: ${inWords(findings)}` })
    expect(tally(findings).unseen).toBeGreaterThan(0)
  })
})
