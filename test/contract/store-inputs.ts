import { describe, expect, it } from 'vitest'
import type { TurnInputs } from '../../src/domain/record.ts'
import { type Bench, customer, message, newCid, recordOf, START, TENANT } from './store-words.ts'

const AT = new Date(START).toISOString()

export const inputLaws = (bench: Bench): void => {
  const ask = async (more: Parameters<typeof message>[0] = {}) => {
    const { conversation, event } = await bench.under.store.append(message({ owesTurn: true, ...more }))
    return { conversation, id: conversation.id, seq: event.seq }
  }
  const inputsOf = async (turn: Awaited<ReturnType<typeof ask>>): Promise<TurnInputs> => ({
    at: AT,
    conversation: turn.conversation,
    card: { orders: [], parcels: [], highlights: [{ zh: '包裹今天送达', en: 'Arrives today' }], sources: [] },
    drafts: [],
    // Numbers that a rounding through JSON or a smaller type would change.
    vectors: [
      { key: 'a1', vector: Float32Array.of(0.1, -0.333333333, 1e-30), passages: [] },
      { key: 'b2', vector: Float32Array.of(Math.PI), passages: [] },
    ],
  })
  const decided = async (more: Parameters<typeof message>[0] = {}) => {
    const turn = await ask(more)
    const inputs = await inputsOf(turn)
    const tenant = more.tenant ?? TENANT
    await bench.under.store.finishTurn({ record: recordOf(turn.id, turn.seq, { tenant, suggestions: 2 }), inputs })
    return { ...turn, inputs, record: `${turn.id}:${turn.seq}` }
  }

  describe('inputs of turns', () => {
    it('[ST13] come back bit for bit with message and outcomes, also after a restart', async () => {
      const { id, inputs, record } = await decided({ text: '我的货到哪了呀' })
      const accepted = {
        tenant: TENANT,
        record,
        suggestion: `${record}:1`,
        result: 'accepted',
        by: 'ann',
        at: AT,
      } as const
      await bench.under.store.outcome(accepted)
      await bench.under.reopen()
      const { turns, next } = await bench.under.store.turns({ limit: 10 })
      expect(next).toBeUndefined()
      expect(turns).toEqual([
        { record: recordOf(id, 1, { suggestions: 2 }), outcomes: [accepted], text: '我的货到哪了呀', inputs },
      ])
    })

    it('[ST13] are gone once the message is taken back; a turn that finishes after that keeps none', async () => {
      const { store } = bench.under
      const first = await decided()
      const taken = { tenant: TENANT, by: customer(), withinMs: Number.POSITIVE_INFINITY }
      await store.recall({ ...taken, conversation: first.id, seq: first.seq, opId: newCid() })
      const late = await ask()
      await store.recall({ ...taken, conversation: late.id, seq: late.seq, opId: newCid() })
      await store.finishTurn({ record: recordOf(late.id, late.seq), inputs: await inputsOf(late) })
      const kept = await decided()
      const { turns } = await store.turns({ limit: 10 })
      expect(turns.map(({ inputs, text }) => [inputs !== undefined, text !== undefined])).toEqual([
        [false, false],
        [false, false],
        [true, true],
      ])
      await store.rollback({ tenant: TENANT, conversation: kept.id, toSeq: 0, opId: newCid(), by: customer() })
      expect((await store.turns({ limit: 10 })).turns.some(({ inputs }) => inputs !== undefined)).toBe(false)
    })

    it('[ST13] [ST5] turns are paged in the order they were decided, of one tenant where it is named, since a time', async () => {
      const { store } = bench.under
      const records: string[] = []
      for (let i = 0; i < 5; i++) records.push((await decided()).record)
      const others = await decided({ tenant: 'other' })
      const read: string[] = []
      for (let after: number | undefined = 0; after !== undefined; ) {
        const page = await store.turns({ tenant: TENANT, after, limit: 2 })
        read.push(...page.turns.map(({ record }) => record.id))
        after = page.next
      }
      expect(read).toEqual(records)
      expect((await store.turns({ tenant: 'other', limit: 9 })).turns.map(({ record }) => record.id)).toEqual([
        others.record,
      ])
      expect((await store.turns({ since: new Date(START + 1).toISOString(), limit: 9 })).turns).toEqual([])
    })

    it('decisions are told in the order they were made, of all tenants, from where a page ended', async () => {
      const { store } = bench.under
      const made = [(await decided()).record, (await decided({ tenant: 'other' })).record, (await decided()).record]
      const first = await store.recordsAfter(0, 2)
      const second = await store.recordsAfter(first.next, 2)
      expect([...first.records, ...second.records].map(({ id }) => id)).toEqual(made)
      expect(await store.recordsAfter(second.next, 2)).toEqual({ records: [], next: second.next })
    })

    it('outcomes are told in the order they came, with what they are about', async () => {
      const { store } = bench.under
      const { record } = await decided()
      expect(await store.outcomesAfter(0, 10)).toEqual({ outcomes: [], next: 0 })
      const about = { tenant: TENANT, record, by: 'ann', at: AT }
      await store.outcome({ ...about, suggestion: `${record}:1`, result: 'edited', value: 0.25 })
      const first = await store.outcomesAfter(0, 10)
      await store.outcome({ ...about, result: 'reopened' })
      const second = await store.outcomesAfter(first.next, 10)
      expect(first.outcomes).toEqual([
        {
          ...about,
          suggestion: `${record}:1`,
          result: 'edited',
          value: 0.25,
          kind: 'suggest',
          verdict: { intent: 'shipping_time', confidence: 0.97 },
          intent: 'shipping_time',
          articles: ['shipping_time'],
        },
      ])
      expect(second.outcomes.map(({ result }) => result)).toEqual(['reopened'])
      expect((await store.outcomesAfter(second.next, 10)).outcomes).toEqual([])
    })
  })
}
