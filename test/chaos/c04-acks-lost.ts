import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { judge, tally } from './oracle.ts'
import { seenBy } from './party.ts'
import type { Plant } from './plants.ts'
import { inWords, note } from './row.ts'
import { allAcked, createServer, keepTalking, logIn, openConversations, turnsDone } from './stage.ts'
import { createWireProxy } from './wire-proxy.ts'

const CONVERSATIONS = 8
const EVERY_MS = 10
/** Of all acknowledgements: lost with their line. Of all sends: handed on twice; lost after the server has them. */
const ACKS_LOST = 0.03
const DOUBLED = 0.1

const withLostAcks = async (ms: number, plant?: Plant) => {
  const server = await createServer({ plant })
  await server.start()
  const proxy = await createWireProxy(server.where, ({ type }, way) => {
    if (way === 'down' && type === 'ack' && Math.random() < ACKS_LOST) return 'reset'
    return way === 'up' && type === 'send' && Math.random() < DOUBLED ? 'double' : 'pass'
  })
  onTestFinished(proxy.close)
  const { customers, agents } = await openConversations(CONVERSATIONS, () => proxy.url, { silenceMs: 2_000 })
  const talk = keepTalking(agents, EVERY_MS)
  await sleep(ms)
  talk.stop()
  await allAcked(agents)
  await turnsDone(server.where)
  await sleep(1_500)
  const parties = [...customers, ...agents]
  for (const party of parties) party.leave()
  await server.stop()
  const { log, finished } = await logIn(server.dataDir)
  const messages = new Set(log.flatMap(({ cid }) => cid ?? [])).size
  return { messages, counts: proxy.counts, findings: judge({ log, finished, ...seenBy(parties, 8) }) }
}

describe('C04 acknowledgements lost after the commit', () => {
  it('keeps one row for each cid, whatever is sent again', async (context) => {
    const { messages, counts, findings } = await withLostAcks(8_000)
    note(context, {
      id: 'C04',
      name: 'acknowledgement lost after the commit',
      injected: `of ${messages} messages: line reset at the acknowledgement, ${counts.double} sends handed on twice`,
      times: counts.reset,
      result: inWords(findings),
    })
    expect(tally(findings)).toEqual({})
    expect(counts.reset).toBeGreaterThan(20)
  })
  it('negative control: a known cid taken for a new one', { retry: 2 }, async (context) => {
    const { findings } = await withLostAcks(1_500, 'forgetsCid')
    note(context, { id: 'C04', control: `forgets cids: ${inWords(findings)}` })
    expect(tally(findings).doubled).toBeGreaterThan(0)
  })
})
