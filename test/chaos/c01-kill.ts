import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { judge, tally } from './oracle.ts'
import { seenBy } from './party.ts'
import type { Plant } from './plants.ts'
import { inWords, note } from './row.ts'
import { allAcked, createServer, keepTalking, logIn, openConversations, turnsDone } from './stage.ts'

const CONVERSATIONS = 10
const EVERY_MS = 10
/** Customers' messages make turns, which take longer than messages. */
const ASK_EVERY_MS = 400
/** Milliseconds from being up to the kill: at least, and how much later at random. */
const LEAST_MS = 200
const LATER_MS = 600

const killed = async (kills: number, plant?: Plant) => {
  const server = await createServer({ plant })
  await server.start()
  const { customers, agents } = await openConversations(CONVERSATIONS, server.where)
  const parties = [...customers, ...agents]
  const talks = [keepTalking(agents, EVERY_MS), keepTalking(customers, ASK_EVERY_MS)]
  for (let round = 0; round < kills; round++) {
    await sleep(LEAST_MS + Math.random() * LATER_MS)
    await server.kill()
    await server.start()
  }
  await sleep(LEAST_MS)
  for (const talk of talks) talk.stop()
  await allAcked(parties)
  await turnsDone(server.where)
  // What the last acknowledgement was followed by is still on its way to the screens.
  await sleep(LEAST_MS * 5)
  for (const party of parties) party.leave()
  await server.stop()
  const { log, finished, owed } = await logIn(server.dataDir)
  return {
    acked: parties.reduce((sum, { acked }) => sum + acked.length, 0),
    owed,
    findings: judge({ log, finished, ...seenBy(parties, 8) }),
  }
}

describe('C01 kill -9', () => {
  it('loses, doubles, moves and reorders nothing that was acknowledged, and every screen shows the log', async (context) => {
    const kills = 6
    const { acked, owed, findings } = await killed(kills)
    note(context, {
      id: 'C01',
      name: 'kill -9 of the server',
      injected: `SIGKILL amid ${acked} acknowledged messages`,
      times: kills,
      result: inWords(findings),
    })
    expect(tally(findings)).toEqual({})
    expect(owed).toBe(0)
    expect(acked).toBeGreaterThan(1_000)
  })
  it('negative control: acknowledging before the commit', { retry: 2 }, async (context) => {
    const { findings } = await killed(1, 'ackFirst')
    note(context, { id: 'C01', control: `acknowledges first: ${inWords(findings)}` })
    expect(tally(findings).lost).toBeGreaterThan(0)
  })
})
