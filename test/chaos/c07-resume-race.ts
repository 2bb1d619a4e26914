import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { judge, tally } from './oracle.ts'
import { createParty, type Party, seenBy } from './party.ts'
import type { Plant } from './plants.ts'
import { inWords, note } from './row.ts'
import { allAcked, allShown, inProcess, openConversations, orNever, PLANTED_PATIENCE_MS, wholeLog } from './stage.ts'

const READERS = 12
const EVERY_MS = 10
const AT_ONCE = 4

/** Readers reconnect without a pause into one conversation that does not stop. */
const raced = async (ms: number, plant?: Plant) => {
  const { where, store } = await inProcess(plant)
  const { customers, agents } = await openConversations(1, where)
  const [agent] = agents as [Party]
  const conversation = agent.conversation() as { id: string; epoch: string }
  const readers = Array.from({ length: READERS }, (_, n) =>
    createParty({ role: 'supervisor', sub: `reader-${n}`, where, conversation }),
  )
  let said = 0
  let cuts = 0
  const talk = setInterval(() => {
    for (let n = 0; n < AT_ONCE; n++) agent.say(`第${said++}条`)
    // While the events of these are on their way.
    const reader = readers[cuts++ % READERS] as Party
    setImmediate(() => reader.cut('reset'))
  }, EVERY_MS)
  await sleep(ms)
  clearInterval(talk)
  await allAcked([agent])
  await orNever(allShown(store, readers, plant && PLANTED_PATIENCE_MS), plant)
  const parties = [...customers, ...agents, ...readers]
  const { log } = await wholeLog(store)
  for (const party of parties) party.leave()
  const resumes = readers.reduce((sum, one) => sum + one.frames.reconnects, 0)
  return { resumes, said, findings: judge({ log, ...seenBy(parties, 8) }) }
}

describe('C07 resuming into a conversation that does not stop', () => {
  it('shows every event once and in order', async (context) => {
    const { resumes, said, findings } = await raced(6_000)
    note(context, {
      id: 'C07',
      name: 'resume race',
      injected: `reset while events are on their way, ${said} messages in one conversation`,
      times: resumes,
      result: inWords(findings),
    })
    expect(tally(findings)).toEqual({})
    expect(resumes).toBeGreaterThan(100)
  })
  it('negative control: events left out of pages', { retry: 2 }, async (context) => {
    const { findings } = await raced(2_000, 'skipsEvent')
    note(context, { id: 'C07', control: `leaves events out of pages: ${inWords(findings)}` })
    expect(tally(findings).unseen).toBeGreaterThan(0)
  })
})
