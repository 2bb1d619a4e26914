import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { judge, tally } from './oracle.ts'
import { seenBy } from './party.ts'
import type { Plant } from './plants.ts'
import { inWords, note } from './row.ts'
import { allAcked, inProcess, keepTalking, openConversations, until, wholeLog } from './stage.ts'

const CONVERSATIONS = 6
const EVERY_MS = 5
const FULL_MS = 250
const PLENTY_PAGES = 1_000_000

const filled = async (rounds: number, plant?: Plant) => {
  const { where, store } = await inProcess(plant)
  const { customers, agents } = await openConversations(CONVERSATIONS, where, { window: 1 })
  const talk = keepTalking(agents, EVERY_MS)
  const acked = (): number => agents.reduce((sum, one) => sum + one.acked.length, 0)
  const refused = (): number => agents.reduce((sum, one) => sum + one.frames.shed, 0)
  // Carried out with the writes of its batch, and refused with them.
  const limit = (pages: number): Promise<void> =>
    until('another limit', () =>
      store.limitPages(pages).then(
        () => true,
        () => false,
      ),
    )
  let slowest = 0
  for (let round = 0; round < rounds; round++) {
    await sleep(FULL_MS)
    await limit(1)
    const before = refused()
    if (plant === undefined) await until('the disk to be full', () => refused() > before)
    await sleep(FULL_MS)
    await limit(PLENTY_PAGES)
    const started = performance.now()
    const late = acked()
    await until('an acknowledgement', () => acked() > late)
    slowest = Math.max(slowest, performance.now() - started)
  }
  talk.stop()
  await allAcked(agents)
  await sleep(500)
  const parties = [...customers, ...agents]
  const { log } = await wholeLog(store)
  for (const party of parties) party.leave()
  return { acked: acked(), refused: refused(), slowest, findings: judge({ log, ...seenBy(parties) }) }
}

describe('C16 the disk is full', () => {
  it('acknowledges nothing that is not kept, and goes on by itself when there is room', async (context) => {
    const rounds = 6
    const { acked, refused, slowest, findings } = await filled(rounds)
    note(context, {
      id: 'C16',
      name: 'disk full',
      injected: `no page may be added; ${refused} sends refused for now, ${acked} acknowledged`,
      times: rounds,
      result: `${inWords(findings)}; goes on after ${Math.round(slowest)} ms at most`,
    })
    expect(tally(findings)).toEqual({})
    expect(refused).toBeGreaterThan(rounds)
  })
  it('negative control: acknowledging what the store refused', { retry: 2 }, async (context) => {
    const { findings } = await filled(2, 'fullIsFine')
    note(context, { id: 'C16', control: `acknowledges refusals: ${inWords(findings)}` })
    expect((tally(findings).lost ?? 0) + (tally(findings).moved ?? 0)).toBeGreaterThan(0)
  })
})
