import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { judge, tally } from './oracle.ts'
import { createParty, seenBy } from './party.ts'
import type { Plant } from './plants.ts'
import { inWords, note } from './row.ts'
import { allAcked, inProcess, keepTalking, openConversations, wholeLog } from './stage.ts'

const CONVERSATIONS = 8
const EVERY_MS = 5
const BETWEEN_MS = 120

const crashed = async (crashes: number, plant?: Plant) => {
  const { where, store } = await inProcess(plant)
  // One message at a time: a refused one is not overtaken.
  const { customers, agents } = await openConversations(CONVERSATIONS, where, { window: 1 })
  const talk = keepTalking(agents, EVERY_MS)
  let slowest = 0
  for (let round = 0; round < crashes; round++) {
    await sleep(BETWEEN_MS * Math.random())
    const started = performance.now()
    await store.crash('writer')
    await store.setMeta('chaos', String(round))
    slowest = Math.max(slowest, performance.now() - started)
  }
  talk.stop()
  await allAcked(agents)
  const late = createParty({ role: 'supervisor', sub: 'late', where, conversation: agents[0]?.conversation() as never })
  await sleep(800)
  const parties = [...customers, ...agents, late]
  const { log } = await wholeLog(store)
  for (const party of parties) party.leave()
  const acked = agents.reduce((sum, one) => sum + one.acked.length, 0)
  const refused = agents.reduce((sum, one) => sum + one.frames.shed, 0)
  return { acked, refused, slowest, findings: judge({ log, ...seenBy(parties) }) }
}

describe('C03 the writing thread dies', () => {
  it('in mid-batch, again and again: nothing acknowledged is lost, the process goes on', async (context) => {
    const crashes = 20
    const { acked, refused, slowest, findings } = await crashed(crashes)
    note(context, {
      id: 'C03',
      name: 'store thread dies',
      injected: `error in the writing thread amid ${acked} acknowledged; ${refused} refused for now`,
      times: crashes,
      result: `${inWords(findings)}; longest pause ${Math.round(slowest)} ms`,
    })
    expect(tally(findings)).toEqual({})
    expect(refused).toBeGreaterThan(0)
  })
  it('negative control: acknowledging what the store refused', { retry: 2 }, async (context) => {
    const { findings } = await crashed(8, 'fullIsFine')
    note(context, { id: 'C03', control: `acknowledges refusals: ${inWords(findings)}` })
    expect((tally(findings).lost ?? 0) + (tally(findings).moved ?? 0)).toBeGreaterThan(0)
  })
})
