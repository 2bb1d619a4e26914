import { describe, expect, it } from 'vitest'
import type { StatedPromise } from '../../src/domain/promise.ts'
import {
  agent,
  type Bench,
  customer,
  expectRefusal,
  message,
  newCid,
  recordOf,
  replyTo,
  START,
  TENANT,
} from './store-words.ts'

const HOUR_MS = 3_600_000
const TEXT = '不好意思😅，今晚8点前给您补发，另外补您10元'
const SHIP: StatedPromise = { kind: 'ship', due: new Date(START + 4 * HOUR_MS).toISOString(), start: 7, end: 16 }
const PAY: StatedPromise = { kind: 'compensate', amount: { amount: 1_000, currency: 'CNY' }, start: 17, end: 24 }
const iso = (ms: number): string => new Date(ms).toISOString()

export const promiseLaws = (bench: Bench): void => {
  const promise = async (stated: readonly StatedPromise[] = [SHIP, PAY], more: object = {}) => {
    const { store } = bench.under
    const { conversation } = await store.append(message())
    const entry = message({ from: agent(), conversation: conversation.id, text: TEXT, promises: stated, ...more })
    const { event } = await store.append(entry)
    return { id: conversation.id, seq: event.seq, entry, event }
  }
  const watched = () => bench.under.store.watchedPromises({ brokenSince: iso(START), limit: 10 })

  describe('promises', () => {
    it('[ST14] are there with their message, with its words, once, also after a restart', async () => {
      const { id, entry, event } = await promise()
      expect(event).not.toHaveProperty('promises')
      await bench.under.store.append(entry)
      const made = {
        tenant: TENANT,
        conversation: id,
        customer: customer().id,
        seq: 2,
        by: agent(),
        at: iso(START),
        state: 'open',
      }
      const expected = [
        { ...made, id: `${id}:2:0`, kind: 'ship', due: SHIP.due, text: TEXT.slice(7, 16) },
        { ...made, id: `${id}:2:1`, kind: 'compensate', amount: PAY.amount, text: TEXT.slice(17, 24) },
      ]
      expect(expected[0]?.text).toBe('今晚8点前给您补发')
      expect(await bench.under.store.promises(TENANT, id)).toEqual(expected)
      await bench.under.reopen()
      expect(await bench.under.store.promises(TENANT, id)).toEqual(expected)
      expect(await watched()).toEqual(expected)
    })

    it('[ST14] of the bot are there with its reply, and not where the reply was dropped', async () => {
      const { store } = bench.under
      const { conversation } = await store.append(message({ owesTurn: true }))
      const finish = () =>
        store.finishTurn({
          record: recordOf(conversation.id, 1),
          reply: replyTo(conversation.id, 1, { text: TEXT, promises: [SHIP] }),
        })
      await finish()
      await finish()
      expect(await store.promises(TENANT, conversation.id)).toMatchObject([{ seq: 2, by: { role: 'bot' } }])
      const { event } = await store.append(message({ owesTurn: true }))
      await store.append(message({ from: agent(), conversation: conversation.id }))
      await store.finishTurn({
        record: recordOf(conversation.id, event.seq),
        reply: replyTo(conversation.id, event.seq, { text: TEXT, promises: [SHIP] }),
      })
      expect(await store.promises(TENANT, conversation.id)).toHaveLength(1)
    })

    it('[ST14] without an order of its own speak of the one that the conversation spoke of last', async () => {
      const { store } = bench.under
      const { conversation } = await store.append(message({ owesTurn: true }))
      await store.finishTurn({ record: recordOf(conversation.id, 1), patch: { order: '20261118003345' } })
      const say = (stated: StatedPromise) =>
        store.append(message({ from: agent(), conversation: conversation.id, text: TEXT, promises: [stated] }))
      await say(SHIP)
      await say({ ...SHIP, order: '8842' })
      const orders = (await store.promises(TENANT, conversation.id)).map(({ order }) => order)
      expect(orders).toEqual(['20261118003345', '8842'])
    })

    it('[ST15] [ST8] [W5] go with a message that is taken back, by recall and by rollback', async () => {
      const { id, seq } = await promise()
      const { store } = bench.under
      const later = await store.append(message({ from: agent(), conversation: id, text: TEXT, promises: [SHIP] }))
      await store.markPromise({
        tenant: TENANT,
        id: `${id}:${later.event.seq}:0`,
        at: iso(START),
        by: 'ann',
        state: 'kept',
      })
      const op = { tenant: TENANT, conversation: id, by: agent(), withinMs: HOUR_MS }
      await store.recall({ ...op, seq, opId: newCid() })
      expect(await store.promises(TENANT, id), 'the other message keeps its own').toHaveLength(1)
      await store.rollback({ tenant: TENANT, conversation: id, toSeq: 1, opId: newCid(), by: agent() })
      expect(await store.promises(TENANT, id)).toEqual([])
      expect(await watched()).toEqual([])
      const gone = { tenant: TENANT, id: `${id}:${seq}:0`, at: iso(START), by: 'mesh', state: 'kept' as const }
      expect(await store.markPromise(gone)).toBeUndefined()
    })

    it('[ST16] are kept or broken once; what was broken may still come late, and nothing is open again', async () => {
      const { id } = await promise()
      const { store } = bench.under
      const mark = (place: number, state: 'open' | 'kept' | 'broken' | 'late', by = 'mesh') =>
        store.markPromise({ tenant: TENANT, id: `${id}:2:${place}`, at: iso(START + place + 1), by, state })
      expect(await mark(0, 'kept')).toMatchObject({ state: 'kept', settledAt: iso(START + 1), settledBy: 'mesh' })
      expect(await mark(0, 'kept', 'ann'), 'again: as it is').toMatchObject({ settledBy: 'mesh' })
      await expectRefusal(mark(0, 'broken'), 'bad_input', /is kept: it cannot become broken/)
      await expectRefusal(mark(0, 'open'), 'bad_input')
      await expectRefusal(mark(1, 'late'), 'bad_input')
      await mark(1, 'broken', 'clock')
      await expectRefusal(mark(1, 'kept'), 'bad_input')
      expect(await mark(1, 'late', 'ann')).toMatchObject({ state: 'late', settledBy: 'ann' })
      await bench.under.reopen()
      const states = (await bench.under.store.promises(TENANT, id)).map(({ state }) => state)
      expect(states).toEqual(['kept', 'late'])
    })

    it('[ST16] keep their first baseline and the moment they were raised', async () => {
      const { id } = await promise([SHIP])
      const { store } = bench.under
      const mark = (at: number, more: object) =>
        store.markPromise({ tenant: TENANT, id: `${id}:2:0`, at: iso(at), by: 'clock', ...more })
      await mark(START, { baseline: { order: 'A1', status: 'paid' } })
      await mark(START + 1, { raised: true, baseline: { order: 'A1', status: 'shipped' } })
      await mark(START + 2, { raised: true })
      await bench.under.reopen()
      expect(await bench.under.store.promises(TENANT, id)).toMatchObject([
        { state: 'open', baseline: { order: 'A1', status: 'paid' }, raisedAt: iso(START + 1) },
      ])
    })

    it('are watched soonest first, those broken of late before them, as many as asked for', async () => {
      const due = (hours: number): StatedPromise => ({ ...SHIP, due: iso(START + hours * HOUR_MS) })
      const { id } = await promise([PAY, due(3), due(1), due(-2), due(2)])
      const { store } = bench.under
      const mark = (place: number) =>
        store.markPromise({ tenant: TENANT, id: `${id}:2:${place}`, at: iso(START), by: 'clock', state: 'broken' })
      await mark(2)
      await mark(3)
      const places = (await watched()).map((one) => one.id.split(':').at(-1))
      expect(places).toEqual(['2', '4', '1', '0'])
      expect(await store.watchedPromises({ brokenSince: iso(START), limit: 1 })).toHaveLength(2)
    })

    it('[ST5] of one tenant are not there for another', async () => {
      const { id } = await promise()
      const { store } = bench.under
      expect(await store.promises('other', id)).toEqual([])
      const op = { tenant: 'other', id: `${id}:2:0`, at: iso(START), by: 'ann', state: 'kept' as const }
      await expectRefusal(store.markPromise(op), 'not_found')
      expect(await store.promises(TENANT, id)).toMatchObject([{ state: 'open' }, { state: 'open' }])
    })
  })
}
