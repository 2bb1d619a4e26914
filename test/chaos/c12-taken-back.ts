import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { judge, tally } from './oracle.ts'
import { createParty, type Party, seenBy } from './party.ts'
import type { Plant } from './plants.ts'
import { inWords, note } from './row.ts'
import {
  allAcked,
  allShown,
  inProcess,
  keepTalking,
  openConversations,
  orNever,
  PLANTED_PATIENCE_MS,
  wholeLog,
} from './stage.ts'

const CONVERSATIONS = 4
const EVERY_MS = 20
const OP_EVERY_MS = 4
/** Operations that are sent a second time with the same opId. */
const REPEATED = 0.2
const ROLLBACKS = 0.02
const CRASHES = 5

/** Words are taken back, one by one and many at once, while more are said and the writer dies. */
const takenBack = async (ms: number, plant?: Plant) => {
  const { where, store, running } = await inProcess(plant)
  const { customers, agents } = await openConversations(CONVERSATIONS, where, { window: 1 })
  const supervisors = agents.map((agent, n) =>
    createParty({
      role: 'supervisor',
      sub: `supervisor-${n}`,
      where,
      conversation: agent.conversation() as { id: string; epoch: string },
    }),
  )
  const talk = keepTalking(agents, EVERY_MS)
  const ops = new Set<string>()
  const operate = setInterval(() => {
    const n = Math.floor(Math.random() * CONVERSATIONS)
    const [agent, supervisor] = [agents[n], supervisors[n]] as [Party, Party]
    const conversation = agent.conversation()?.id
    const seq = agent.acked[Math.floor(Math.random() * agent.acked.length)]?.seq ?? 0
    const opId = `op-${ops.size}`
    ops.add(opId)
    const frame =
      Math.random() < ROLLBACKS
        ? { type: 'rollback', conversation, toSeq: Math.max(0, agent.seq() - 3), opId }
        : { type: 'recall', conversation, seq, opId }
    supervisor.send(frame)
    if (Math.random() < REPEATED) setTimeout(() => supervisor.send(frame), 30)
  }, OP_EVERY_MS)
  for (let crash = 0; crash < CRASHES; crash++) {
    await sleep(ms / CRASHES)
    await store.crash('writer')
  }
  clearInterval(operate)
  talk.stop()
  await allAcked(agents)
  await sleep(300)
  await orNever(allShown(store, supervisors, plant && PLANTED_PATIENCE_MS), plant)
  const parties = [...customers, ...agents, ...supervisors]
  const screens = seenBy(parties)
  // Asked of the product, so that what is planted in it is seen.
  const { log } = await wholeLog(running.product.store)
  for (const party of parties) party.leave()
  const bodies = new Map(parties.flatMap(({ said }) => said.map(({ cid, body }) => [cid, body])))
  const gone = log
    .filter(({ recalled, rolledBack }) => recalled || rolledBack)
    .flatMap(({ cid = '' }) => bodies.get(cid) ?? [])
  await running.close()
  const { acked: _, ...rest } = screens
  // A frame repeated is answered with the first event, to who repeated it alone.
  const findings = judge({
    log,
    ops,
    ...rest,
    screens: rest.screens.filter(({ who }) => !who.startsWith('supervisor')),
  })
  return { ops: ops.size, gone: gone.length, findings }
}

describe('C12 taking back amid talk and crashes', () => {
  it('each operation is applied once, in a place of its own, and what was taken back is nowhere to be read', async (context) => {
    const { ops, gone, findings } = await takenBack(8_000)
    note(context, {
      id: 'C12',
      name: 'recall and rollback races',
      injected: `${ops} operations, a fifth of them repeated, ${CRASHES} deaths of the writer; ${gone} messages taken back`,
      times: ops,
      result: inWords(findings),
    })
    expect(tally(findings)).toEqual({})
    expect(gone).toBeGreaterThan(50)
  })
  it('negative control: an operation applied again when it is repeated', { retry: 2 }, async (context) => {
    const { findings } = await takenBack(1_500, 'opAgain')
    note(context, { id: 'C12', control: `applies again: ${inWords(findings)}` })
    expect(tally(findings).invented).toBeGreaterThan(0)
  })
  it('negative control: a body shown after it was taken back', { retry: 2 }, async () => {
    const { findings } = await takenBack(1_500, 'keepsBody')
    expect(tally(findings).kept).toBeGreaterThan(0)
  })
})
