import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { judge, tally } from './oracle.ts'
import { createParty, seenBy } from './party.ts'
import type { Plant } from './plants.ts'
import { inWords, note } from './row.ts'
import { allAcked, allShown, inProcess, openConversations, until, wholeLog } from './stage.ts'

const READERS = 60
const ROUNDS = 5
const MESSAGES = 20

/** Nobody says anything while readers come and go. */
const idle = async (plant?: Plant) => {
  const { where, store } = await inProcess(plant)
  const { customers, agents } = await openConversations(1, where)
  const [agent] = agents
  for (let n = 0; n < MESSAGES; n++) agent?.say(`第${n}条`)
  await allAcked(agents)
  const conversation = agent?.conversation() as { id: string; epoch: string }
  const readers = Array.from({ length: READERS }, (_, n) =>
    createParty({ role: 'supervisor', sub: `reader-${n}`, where, conversation }),
  )
  await allShown(store, readers)
  const shown = () => readers.reduce((sum, one) => sum + (one.screens()[0]?.events.length ?? 0), 0)
  const before = shown()
  for (let round = 1; round <= ROUNDS; round++) {
    for (const reader of readers) reader.cut(round % 2 ? 'close' : 'reset')
    await until('everybody to be back', () => readers.every((one) => one.frames.reconnects >= round && one.open()))
  }
  await sleep(300)
  const parties = [...customers, ...agents, ...readers]
  const { log } = await wholeLog(store)
  for (const party of parties) party.leave()
  return { replayed: shown() - before, findings: judge({ log, ...seenBy(parties, 8) }) }
}

describe('C08 reconnecting to a silent conversation', () => {
  it('replays nothing', async (context) => {
    const { replayed, findings } = await idle()
    note(context, {
      id: 'C08',
      name: 'idle double resume',
      injected: `${READERS} readers reconnect, nobody says anything`,
      times: READERS * ROUNDS,
      result: `${inWords(findings)}; ${replayed} replayed`,
    })
    expect(tally(findings)).toEqual({})
    expect(replayed).toBe(0)
  })
  it('negative control: a page that begins one event too early', { retry: 2 }, async (context) => {
    const { replayed, findings } = await idle('repeatsEvent')
    note(context, { id: 'C08', control: `begins pages too early: ${replayed} replayed, ${inWords(findings)}` })
    expect(tally(findings).repeated).toBeGreaterThan(0)
    expect(replayed).toBeGreaterThan(0)
  })
})
