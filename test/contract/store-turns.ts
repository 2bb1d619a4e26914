import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../src/domain/record.ts'
import {
  agent,
  type Bench,
  customer,
  expectRefusal,
  logOf,
  message,
  newCid,
  recordOf,
  replyTo,
  START,
  TENANT,
} from './store-words.ts'

const AT = new Date(START).toISOString()

export const turnLaws = (bench: Bench): void => {
  const ask = async () => {
    const { conversation, event } = await bench.under.store.append(message({ owesTurn: true }))
    return { id: conversation.id, seq: event.seq }
  }

  describe('turns', () => {
    it('[ST7] the record, the reply, the move and the patch are applied together', async () => {
      const { id, seq } = await ask()
      const finished = await bench.under.store.finishTurn({
        record: recordOf(id, seq),
        reply: replyTo(id, seq),
        move: { type: 'handOff' },
        patch: {
          language: 'zh',
          order: '20261118003345',
          asked: ['refund', 'exchange'],
          misses: 1,
          priority: 'urgent',
          apologised: true,
          proof: { tries: 1, customer: 'demo' },
        },
      })
      expect(finished.dup).toBe(false)
      expect(finished.event).toMatchObject({
        seq: 2,
        from: { role: 'bot' },
        text: '预计今天发出。',
        answer: { confidence: 0.97 },
      })
      const expected = {
        head: 2,
        state: 'queued',
        queuedAt: AT,
        language: 'zh',
        order: '20261118003345',
        asked: ['refund', 'exchange'],
        misses: 1,
        priority: 'urgent',
        apologised: true,
        proof: { tries: 1, customer: 'demo' },
      }
      expect(finished.conversation).toMatchObject(expected)
      await bench.under.reopen()
      const { store } = bench.under
      expect(await store.conversation(TENANT, id)).toEqual(finished.conversation)
      expect((await logOf(store, id))[1]).toEqual(finished.event)
      expect(await store.record(TENANT, `${id}:${seq}`)).toEqual({ ...recordOf(id, seq), answeredSeq: 2 })
      expect(await store.owed(10)).toEqual([])
      const move = { type: 'resolve' } as const
      const resolved = await store.move({ tenant: TENANT, conversation: id, move, at: AT })
      expect(resolved, 'who they are is proven in this conversation only').not.toHaveProperty('proof')
      expect(await store.conversation(TENANT, id)).toEqual(resolved)
    })

    it('[ST7] [W8] a turn is finished once, also when two finish it at once or a restart lies between', async () => {
      const { id, seq } = await ask()
      const turn = { record: recordOf(id, seq), reply: replyTo(id, seq), patch: { misses: 1 } }
      const both = await Promise.all([
        bench.under.store.finishTurn(turn),
        bench.under.store.finishTurn({ ...turn, patch: { misses: 7 } }),
      ])
      expect(both.map(({ dup }) => dup)).toEqual([false, true])
      expect(both[1]).not.toHaveProperty('event')
      await bench.under.reopen()
      expect((await bench.under.store.finishTurn(turn)).dup).toBe(true)
      expect(await logOf(bench.under.store, id)).toHaveLength(2)
      expect((await bench.under.store.conversation(TENANT, id))?.misses).toBe(1)
    })

    it('[ST7] a patch changes what it names; a field that is there as undefined is cleared', async () => {
      const { id, seq } = await ask()
      const { store } = bench.under
      await store.finishTurn({ record: recordOf(id, seq), patch: { asked: ['a', 'b'], order: '1', language: 'en' } })
      const second = await ask()
      const kept = await store.finishTurn({ record: recordOf(id, second.seq), patch: { misses: 2 } })
      expect(kept.conversation).toMatchObject({ asked: ['a', 'b'], order: '1', language: 'en', misses: 2 })
      const third = await ask()
      const cleared = await store.finishTurn({ record: recordOf(id, third.seq), patch: { asked: undefined } })
      expect(cleared.conversation).not.toHaveProperty('asked')
      expect(await store.conversation(TENANT, id)).toEqual(cleared.conversation)
    })

    it('[ST7] where a person took the conversation meanwhile, what was understood stands and the bot says nothing', async () => {
      const { id, seq } = await ask()
      const { store } = bench.under
      await store.move({
        tenant: TENANT,
        conversation: id,
        move: { type: 'claim', agent: 'ann', agentName: 'Ann' },
        at: AT,
      })
      const { conversation, event } = await store.finishTurn({
        record: recordOf(id, seq),
        reply: replyTo(id, seq),
        move: { type: 'handOff' },
        patch: { order: '7' },
      })
      expect(conversation).toMatchObject({ state: 'assigned', assignee: 'ann', order: '7' })
      expect(event).toBeUndefined()
    })

    it('[ST7] a turn decided while a person had the conversation runs again once it is back with the bot', async () => {
      const { id, seq } = await ask()
      const { store } = bench.under
      const late = { record: recordOf(id, seq), seen: 'assigned' as const }
      await expect(store.finishTurn(late)).rejects.toMatchObject({ code: 'busy' })
      expect(await store.owed(10)).toMatchObject([{ conversation: id, seq }])
      expect((await store.finishTurn({ ...late, seen: 'bot' })).dup).toBe(false)
    })

    const overtaken: Record<string, (id: string, seq: number) => Promise<unknown>> = {
      'its message was recalled': (id, seq) =>
        bench.under.store.recall({
          tenant: TENANT,
          conversation: id,
          seq,
          opId: newCid(),
          by: customer(),
          withinMs: 1_000,
        }),
      'its message was rolled back': (id, seq) =>
        bench.under.store.rollback({ tenant: TENANT, conversation: id, toSeq: seq - 1, opId: newCid(), by: agent() }),
      'a person spoke': (id) => bench.under.store.append(message({ conversation: id, from: agent(), text: '我来' })),
      'it was resolved': (id) =>
        bench.under.store.move({ tenant: TENANT, conversation: id, move: { type: 'resolve' }, at: AT }),
    }
    for (const [what, happen] of Object.entries(overtaken))
      it(`[ST7] [W9] when ${what} meanwhile, the bot says and moves nothing, and the record is kept`, async () => {
        const { id, seq } = await ask()
        await happen(id, seq)
        const { store } = bench.under
        const before = await store.conversation(TENANT, id)
        const finished = await store.finishTurn({
          record: recordOf(id, seq),
          reply: replyTo(id, seq),
          move: { type: 'handOff' },
          patch: { order: '7', asked: ['a', 'b'], misses: 3, priority: 'high', apologised: true },
        })
        expect(finished).not.toHaveProperty('event')
        expect(finished).toEqual(
          /recalled|rolled back/.test(what)
            ? { dup: false, conversation: before, takenBack: true }
            : { dup: false, conversation: { ...before, order: '7', priority: 'high' } },
        )
        expect(await store.record(TENANT, `${id}:${seq}`)).toEqual(recordOf(id, seq))
        expect(await store.owed(10)).toEqual([])
      })

    it('[ST5] [ST7] a turn is about a message that is there, and is refused whole', async () => {
      const { id, seq } = await ask()
      const { store } = bench.under
      await expectRefusal(store.finishTurn({ record: recordOf(id, 9) }), 'not_found')
      await expectRefusal(store.finishTurn({ record: recordOf(id, seq, { tenant: 'other' }) }), 'not_found')
      await expectRefusal(store.finishTurn({ record: recordOf(id, seq, { id: 'else' }) }), 'bad_input', /record\.id/)
      await expectRefusal(
        store.finishTurn({ record: recordOf(id, seq), reply: replyTo('elsewhere', seq) }),
        'bad_input',
        /reply/,
      )
      expect(await store.owed(10)).toHaveLength(1)
      expect(await store.record(TENANT, `${id}:${seq}`)).toBeUndefined()
    })

    it('[ST9] owed turns stay owed until finished, oldest first, also after a restart', async () => {
      const a = await ask()
      await bench.under.store.append(message())
      const b = await bench.under.store.append(message({ from: customer('mei'), tenant: 'other', owesTurn: true }))
      await bench.under.reopen()
      const { store } = bench.under
      const owedToMei = { tenant: 'other', conversation: b.conversation.id, seq: 1 }
      expect(await store.owed(10)).toEqual([{ tenant: TENANT, conversation: a.id, seq: a.seq }, owedToMei])
      expect(await store.owed(1)).toHaveLength(1)
      await store.finishTurn({ record: recordOf(a.id, a.seq) })
      expect(await store.owed(10)).toEqual([owedToMei])
    })
  })

  describe('moves', () => {
    it('follows the table, tells who was first, and survives a restart', async () => {
      const { id } = await ask()
      const move = (by: string) =>
        bench.under.store.move({
          tenant: TENANT,
          conversation: id,
          move: { type: 'claim', agent: by, agentName: `Agent ${by}` },
          at: AT,
        })
      const results = await Promise.allSettled([move('ann'), move('bob')])
      expect(results[0]).toMatchObject({
        status: 'fulfilled',
        value: { state: 'assigned', assignee: 'ann', assigneeName: 'Agent ann' },
      })
      await expectRefusal(move('bob'), 'conversation.taken', /Agent ann/)
      expect(results[1]?.status).toBe('rejected')
      await bench.under.reopen()
      expect(await bench.under.store.conversation(TENANT, id)).toMatchObject({ state: 'assigned', assignee: 'ann' })
      await expectRefusal(
        bench.under.store.move({ tenant: TENANT, conversation: id, move: { type: 'handOff' }, at: AT }),
        'conversation.move',
      )
      const resolved = await bench.under.store.move({
        tenant: TENANT,
        conversation: id,
        move: { type: 'resolve', outcome: 'solved' },
        at: AT,
      })
      expect(resolved).toMatchObject({ state: 'resolved', outcome: 'solved' })
      await expectRefusal(move('bob'), 'conversation.closed')
    })

    it("[ST5] does not see another tenant's conversation", async () => {
      const { id } = await ask()
      await expectRefusal(
        bench.under.store.move({ tenant: 'other', conversation: id, move: { type: 'resolve' }, at: AT }),
        'not_found',
      )
    })
  })

  describe('outcomes', () => {
    const outcome = (record: string, more: Partial<Outcome> = {}): Outcome => ({
      tenant: TENANT,
      record,
      result: 'accepted',
      by: 'ann',
      at: AT,
      ...more,
    })

    it('[ST11] the same suggestion, result and person count once', async () => {
      const { id, seq } = await ask()
      const record = `${id}:${seq}`
      await bench.under.store.finishTurn({ record: recordOf(id, seq, { suggestions: 2 }) })
      const put = async (more: Partial<Outcome>) => (await bench.under.store.outcome(outcome(record, more))).first
      expect(await put({ suggestion: `${record}:0` })).toBe(true)
      expect(await put({ suggestion: `${record}:0` })).toBe(false)
      await bench.under.reopen()
      expect(await put({ suggestion: `${record}:0` })).toBe(false)
      expect(await put({ suggestion: `${record}:1`, result: 'edited', value: 0.25 })).toBe(true)
      expect(await put({ suggestion: `${record}:0`, by: 'bob' })).toBe(true)
      expect(await put({ result: 'sent', by: 'bot' })).toBe(true)
      expect(await put({ result: 'sent', by: 'bot' })).toBe(false)
      const [stored] = await bench.under.store.records(TENANT, { conversation: id, limit: 5 })
      expect(stored?.outcomes).toEqual([
        outcome(record, { suggestion: `${record}:0` }),
        outcome(record, { suggestion: `${record}:1`, result: 'edited', value: 0.25 }),
        outcome(record, { suggestion: `${record}:0`, by: 'bob' }),
        outcome(record, { result: 'sent', by: 'bot' }),
      ])
    })

    it('[ST11] corrections follow one another: the last word is last, and each is told anew', async () => {
      const { id, seq } = await ask()
      const record = `${id}:${seq}`
      const { store } = bench.under
      await store.finishTurn({ record: recordOf(id, seq) })
      const say = (meant?: string, by = 'ann') =>
        bench.under.store.outcome(outcome(record, { result: 'corrected', by, ...(meant !== undefined && { meant }) }))
      const told = async () => (await bench.under.store.records(TENANT, { conversation: id, limit: 1 }))[0]?.outcomes
      await say('refund.amount')
      expect(await told()).toEqual([outcome(record, { result: 'corrected', meant: 'refund.amount' })])
      await say()
      expect((await told())?.at(-1)?.meant).toBeUndefined()
      // Said at once, so that a store that gathers writes gathers these.
      await Promise.all([say('refund.amount'), say('order.cancel', 'bob'), say('refund.amount')])
      await bench.under.reopen()
      expect((await told())?.at(-1)).toEqual(outcome(record, { result: 'corrected', meant: 'refund.amount' }))
      expect((await told())?.length, 'each word once').toBe(3)
      const heard = async (after: number) => bench.under.store.outcomesAfter(after, 100)
      const before = await heard(0)
      await say('order.cancel', 'bob')
      await expect
        .poll(async () => (await heard(before.next)).outcomes.map(({ meant }) => meant))
        .toEqual(['order.cancel'])
    })

    it("[ST5] [ST11] an unknown record or suggestion is refused, as is another tenant's", async () => {
      const { id, seq } = await ask()
      const record = `${id}:${seq}`
      const { store } = bench.under
      await expectRefusal(store.outcome(outcome(record)), 'suggestion.unknown')
      await store.finishTurn({ record: recordOf(id, seq, { suggestions: 2 }) })
      for (const suggestion of [`${record}:2`, `${record}:-1`, `${record}:`, `${id}:9:0`, 'nonsense'])
        await expectRefusal(store.outcome(outcome(record, { suggestion })), 'suggestion.unknown')
      for (const other of ['nonsense', '', `${id}:9`, `nowhere:1`])
        await expectRefusal(store.outcome(outcome(other)), 'suggestion.unknown')
      await expectRefusal(store.outcome(outcome(record, { tenant: 'other' })), 'suggestion.unknown')
    })
  })
}
