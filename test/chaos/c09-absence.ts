import { describe, expect, it } from 'vitest'
import { judge, tally } from './oracle.ts'
import { createParty, type Party, seenBy } from './party.ts'
import type { Plant } from './plants.ts'
import { inWords, note } from './row.ts'
import { allAcked, allShown, inProcess, openConversations, orNever, PLANTED_PATIENCE_MS, wholeLog } from './stage.ts'

const MISSED = 4_000
const READERS = 5

/** Readers who were away for far more than a resume replays come back while the conversation goes on. */
const away = async (missed: number, plant?: Plant) => {
  const { where, store } = await inProcess(plant)
  const { customers, agents } = await openConversations(1, where, { window: 200 })
  const [agent] = agents as [Party]
  const conversation = agent.conversation() as { id: string; epoch: string }
  let there = true
  const readers = Array.from({ length: READERS }, (_, n) =>
    createParty({
      role: 'supervisor',
      sub: `reader-${n}`,
      where: () => (there ? where() : undefined),
      conversation,
    }),
  )
  await allShown(store, readers)
  there = false
  for (const reader of readers) reader.cut('close')
  for (let n = 0; n < missed; n++) agent.say(`第${n}条`)
  await allAcked([agent])
  there = true
  const talk = setInterval(() => agent.say(`回来以后 ${agent.said.length}`), 5)
  await orNever(allShown(store, readers, plant && PLANTED_PATIENCE_MS), plant)
  clearInterval(talk)
  await allAcked([agent])
  await orNever(allShown(store, readers, plant && PLANTED_PATIENCE_MS), plant)
  const parties = [...customers, ...agents, ...readers]
  const { log } = await wholeLog(store)
  for (const party of parties) party.leave()
  return {
    unrecovered: readers.reduce((sum, one) => sum + one.frames.unrecovered, 0),
    findings: judge({ log, ...seenBy(parties, 8) }),
  }
}

describe('C09 away for longer than a resume replays', () => {
  it('is told so, and pages of history and what is live make the whole conversation', async (context) => {
    const { unrecovered, findings } = await away(MISSED)
    note(context, {
      id: 'C09',
      name: 'long absence',
      injected: `${READERS} readers miss ${MISSED} events and come back while more come`,
      times: unrecovered,
      result: `${inWords(findings)}; told ${unrecovered} times`,
    })
    expect(tally(findings)).toEqual({})
    expect(unrecovered).toBeGreaterThanOrEqual(READERS)
  })
  it('negative control: history with holes', { retry: 2 }, async (context) => {
    const { findings } = await away(1_000, 'skipsEvent')
    note(context, { id: 'C09', control: `leaves events out of pages: ${inWords(findings)}` })
    expect(tally(findings).unseen).toBeGreaterThan(0)
  })
})
