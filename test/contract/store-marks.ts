import { describe, expect, it } from 'vitest'
import type { ConversationMove } from '../../src/domain/conversation.ts'
import { agent, type Bench, customer, expectRefusal, logOf, message, newCid, START, TENANT } from './store-words.ts'

const MINUTE_MS = 60_000
const iso = (ms: number): string => new Date(ms).toISOString()
const at = (minutes: number): string => iso(START + minutes * MINUTE_MS)
const ANN = agent()

export const markLaws = (bench: Bench): void => {
  const move = (conversation: string, change: ConversationMove) =>
    bench.under.store.move({ tenant: TENANT, conversation, move: change, at: iso(bench.clock.ms) })
  const claimed = async (from = customer()): Promise<string> => {
    const { conversation } = await bench.under.store.append(message({ from }))
    await move(conversation.id, { type: 'claim', agent: ANN.id, agentName: ANN.name })
    return conversation.id
  }
  const snoozed = async (until = at(60)): Promise<string> => {
    const id = await claimed()
    await move(id, { type: 'snooze', until, agent: ANN.id })
    return id
  }
  const kept = (dueAt: string, cid = newCid(), text = '您好，包裹今天到了吗？') => ({
    type: 'keepReply' as const,
    reply: { cid, text, by: ANN.id, byName: ANN.name, dueAt },
  })
  const marksOf = async (id: string) => (await bench.under.store.conversation(TENANT, id))?.marks
  const dueNow = async (when: string) => (await bench.under.store.due(when, 10)).map(({ id }) => id)

  describe('marks', () => {
    it('[ST17] are there after a restart, and are due at their time, soonest first', async () => {
      const first = await snoozed(at(60))
      const second = await claimed(customer('wang', '王芳'))
      const later = kept(at(30))
      await move(second, later)
      await move(second, { type: 'tag', add: ['退款', 'vip'], remove: [] })
      expect(await dueNow(at(29))).toEqual([])
      expect(await dueNow(at(30))).toEqual([second])
      await bench.under.reopen()
      expect(await dueNow(at(60))).toEqual([second, first])
      expect(await marksOf(first)).toEqual({ snooze: { until: at(60), by: ANN.id } })
      expect(await marksOf(second)).toEqual({ later: [later.reply], tags: ['退款', 'vip'] })
    })

    it('[ST17] a snooze ends once at its time, whoever asks', async () => {
      const id = await snoozed(at(60))
      await expectRefusal(move(id, { type: 'wake', why: 'time' }), 'conversation.move')
      bench.clock.ms += 60 * MINUTE_MS
      const both = await Promise.allSettled([1, 2].map(() => move(id, { type: 'wake', why: 'time' })))
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      expect(await marksOf(id)).toEqual({ woken: { at: at(60), why: 'time' } })
      expect(await dueNow(at(600))).toEqual([])
      await move(id, { type: 'look', agent: ANN.id })
      expect(await marksOf(id)).toBeUndefined()
    })

    it('[ST17] only who holds it snoozes, into the future, and a change of hands ends it', async () => {
      const id = await claimed()
      await expectRefusal(move(id, { type: 'snooze', until: at(-1), agent: ANN.id }), 'conversation.move')
      await expectRefusal(move(id, { type: 'snooze', until: at(5), agent: 'bob' }), 'conversation.move')
      await move(id, { type: 'snooze', until: at(5), agent: ANN.id })
      await move(id, { type: 'transferToAgent', agent: 'bob', agentName: 'Bob' })
      expect(await marksOf(id)).toBeUndefined()
    })

    it('[ST18] the customer ends a snooze and holds what waits, with their message', async () => {
      const id = await snoozed()
      const later = kept(at(90))
      await move(id, later)
      // What an agent writes changes nothing of it.
      await bench.under.store.append(message({ conversation: id, from: ANN, kind: 'note', text: '等物流更新' }))
      expect(await dueNow(at(90))).toEqual([id])
      const { conversation } = await bench.under.store.append(message({ text: '还没收到，怎么回事' }))
      const marks = { later: [{ ...later.reply, held: 'customer' }], woken: { at: iso(START), why: 'customer' } }
      expect(conversation.marks).toEqual(marks)
      await bench.under.reopen()
      expect(await marksOf(id)).toEqual(marks)
      expect(await dueNow(at(600))).toEqual([])
    })

    it('[ST18] a kept reply waits no more once its message is in the log, and is there once', async () => {
      const id = await claimed()
      const later = kept(at(10))
      await move(id, later)
      const sent = message({ conversation: id, from: ANN, cid: later.reply.cid, text: later.reply.text })
      const [one, two] = await Promise.all([bench.under.store.append(sent), bench.under.store.append(sent)])
      expect([one.dup, two.dup].sort()).toEqual([false, true])
      await bench.under.reopen()
      expect(await marksOf(id)).toBeUndefined()
      expect((await bench.under.store.append(sent)).dup).toBe(true)
      expect((await logOf(bench.under.store, id)).filter(({ cid }) => cid === sent.cid)).toHaveLength(1)
    })

    it('[ST18] a reply sent as kept goes out only while it waits as it was read', async () => {
      const id = await claimed()
      const later = kept(at(10))
      await move(id, later)
      const { cid, text, dueAt } = later.reply
      const asKept = { ...message({ conversation: id, from: ANN, cid, text }), keptFor: dueAt }
      const send = (more: object = {}) => bench.under.store.append({ ...asKept, ...more })
      const refused = (more?: object) => expectRefusal(send(more), 'conversation.move')
      await refused({ cid: newCid() })
      await refused({ from: agent('bob', 'Bob') })
      await move(id, { ...later, reply: { ...later.reply, text: '明早再问', dueAt: at(20) } })
      await refused()
      await move(id, { type: 'dropReply', cid })
      await refused()
      await move(id, later)
      await move(id, { type: 'holdReply', cid })
      expect((await marksOf(id))?.later).toMatchObject([{ held: 'refused' }])
      expect(await dueNow(at(600))).toEqual([])
      await refused()
      await move(id, later)
      await bench.under.store.append(message({ text: '已经收到了' }))
      await refused()
      expect((await logOf(bench.under.store, id)).some((event) => event.cid === cid)).toBe(false)
      await move(id, later)
      expect((await send()).dup).toBe(false)
      // Who was slower is told of the first.
      expect((await send()).dup).toBe(true)
    })

    it('[ST18] two conversations are not merged into each other', async () => {
      const [one, other] = [await claimed(), await claimed(customer('wang', '王芳'))]
      await move(one, { type: 'absorb', from: other })
      await move(other, { type: 'absorb', from: one })
      await expectRefusal(move(one, { type: 'merge', into: other }), 'conversation.move')
      await move(other, { type: 'release', from: one })
      await move(other, { type: 'merge', into: one })
      await expectRefusal(move(one, { type: 'merge', into: other }), 'conversation.move')
    })

    it('[ST18] what waits is held when the conversation is handed on or over, and can be changed and dropped', async () => {
      const id = await claimed()
      const later = kept(at(10))
      await move(id, later)
      await move(id, { ...later, reply: { ...later.reply, text: '改一下时间再问', dueAt: at(20) } })
      expect((await marksOf(id))?.later).toEqual([{ ...later.reply, text: '改一下时间再问', dueAt: at(20) }])
      await move(id, { type: 'transferToQueue' })
      expect((await marksOf(id))?.later).toMatchObject([{ held: 'handed' }])
      await move(id, { type: 'dropReply', cid: later.reply.cid })
      expect(await marksOf(id)).toBeUndefined()
      await expectRefusal(move(id, kept(at(10))), 'conversation.move')

      const other = await claimed(customer('wang', '王芳'))
      await move(other, kept(at(10)))
      await move(other, { type: 'resolve', outcome: 'solved' })
      expect((await marksOf(other))?.later).toMatchObject([{ held: 'resolved' }])
    })

    it('[ST17] whoever is named in a note finds it until they look, also when it is over, in their tenant only', async () => {
      const id = await claimed()
      const note = message({
        conversation: id,
        from: ANN,
        kind: 'note',
        text: '@小王 看一下',
        mentions: ['wang"x', 'bob'],
      })
      await bench.under.store.append(note)
      await bench.under.store.append(note)
      await move(id, { type: 'resolve' })
      await bench.under.reopen()
      const naming = async (who: string, tenant = TENANT) =>
        (await bench.under.store.mentioning(tenant, who, 10)).map((found) => found.id)
      expect(await naming('wang"x')).toEqual([id])
      expect(await naming('bob')).toEqual([id])
      expect(await naming('bo')).toEqual([])
      expect(await naming('bob', 'other')).toEqual([])
      await move(id, { type: 'look', agent: 'bob' })
      expect(await naming('bob')).toEqual([])
      expect(await naming('wang"x')).toEqual([id])
      expect((await marksOf(id))?.mentions).toEqual([
        { agent: 'wang"x', seq: 2 },
        { agent: 'bob', seq: 2, seen: true },
      ])
    })

    it('[ST6] a merge is taken back, but not where its customer has opened another conversation', async () => {
      const into = await claimed()
      const from = await claimed(customer('visitor-1', '访客'))
      await move(into, { type: 'absorb', from })
      const merged = await move(from, { type: 'merge', into })
      expect(merged).toMatchObject({ state: 'resolved', outcome: 'merged', marks: { mergedInto: into } })
      expect((await marksOf(into))?.merged).toEqual([from])
      const back: ConversationMove = { type: 'unmerge', customer: 'visitor-1', agent: ANN.id, agentName: ANN.name }
      await expectRefusal(move(from, { ...back, customer: 'lin' }), 'bad_input')
      const again = await move(from, back)
      expect(again).toMatchObject({ state: 'assigned', assignee: ANN.id })
      expect(again.outcome).toBeUndefined()
      expect(again.marks).toBeUndefined()
      await expectRefusal(move(from, back), 'conversation.move')

      await move(from, { type: 'merge', into })
      await bench.under.reopen()
      await bench.under.store.append(message({ from: customer('visitor-1', '访客') }))
      await expectRefusal(move(from, back), 'conversation.move', /meanwhile/)
      expect((await bench.under.store.conversation(TENANT, from))?.state).toBe('resolved')
    })
  })
}
