import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OpenedStore } from '../../src/ports/opened-store.ts'
import {
  agent,
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

/** A store on data of its own and what a law needs to do to it. */
export interface ErasureUnderTest {
  store: OpenedStore
  reopen(): Promise<void>
  dispose(): Promise<void>
}

const at = (days: number): string => new Date(START + days * 86_400_000).toISOString()
const BECAUSE = { by: { role: 'admin', id: 'root', name: 'Root' }, reason: '客户要求删除' } as const
const SHOWN = ['13800000000', '林晓', '20261118003345', '您的订单预计今天发出', '今天一定发出', '2026-11-24']
/** Taken back already: kept beside the log, read by nobody. */
const TAKEN_BACK = ['破损.jpg', '打错了']

/** The laws ER1 to ER4 of `src/ports/erasure.ts`, for any adapter. */
export const erasureContract = (name: string, open: (now: () => Date) => Promise<ErasureUnderTest>): void => {
  describe(`erasure: ${name}`, () => {
    let under: ErasureUnderTest
    let ms = START
    beforeEach(async () => {
      ms = START
      under = await open(() => new Date(ms))
    })
    afterEach(() => under.dispose())

    /** A conversation with everything that one can hold. */
    const talk = async (sub = 'lin', tenant = TENANT): Promise<string> => {
      const { store } = under
      const from = customer(sub)
      const attachment = { name: '破损.jpg', mime: 'image/jpeg', size: 9, url: `/v1/attachments/${sub}?seal=x` }
      const { conversation } = await store.append(
        message({ tenant, from, text: '我的手机号是 13800000000', owesTurn: true }),
      )
      const { id } = conversation
      await store.append(message({ tenant, from, kind: 'image', text: '打错了', attachment }))
      await store.recall({ tenant, conversation: id, seq: 2, opId: newCid(), by: from, withinMs: 60_000 })
      const record = recordOf(id, 1, { tenant, suggestions: 2 })
      await store.finishTurn({
        record,
        inputs: { at: at(0), conversation, card: { name: '林晓' }, drafts: [], vectors: [] } as never,
        patch: { order: '20261118003345' },
      })
      const promised = '今天一定发出'
      await store.append(
        message({
          tenant,
          from: agent(),
          conversation: id,
          text: promised,
          promises: [{ kind: 'shipping', start: 0, end: 6 } as never],
        }),
      )
      await store.receipt({ tenant, conversation: id, by: 'customer', delivered: 3, read: 2 })
      return id
    }
    const resolve = async (id: string, days: number, tenant = TENANT): Promise<void> => {
      ms = START + days * 86_400_000
      await under.store.move({
        tenant,
        conversation: id,
        move: { type: 'resolve', outcome: 'done' } as never,
        at: at(days),
      })
    }
    const erase = (conversation: string, tenant = TENANT) =>
      under.store.erase({ tenant, conversation, at: at(400), because: BECAUSE })
    const readable = async (id: string): Promise<string> => {
      const { store } = under
      return JSON.stringify([
        await store.conversation(TENANT, id),
        await logOf(store, id),
        await store.records(TENANT, { conversation: id, limit: 100 }),
        (await store.turns({ limit: 100 })).turns,
        (await store.recordsAfter(0, 100)).records,
        await store.promises(TENANT, id),
        await store.agentReplies(TENANT, 100),
        await store.watchedPromises({ brokenSince: at(-9), limit: 100 }),
      ])
    }

    it('[ER1] nothing that was said, shown or decided from is read any more, also after a restart', async () => {
      const id = await talk()
      await resolve(id, 1)
      const before = await readable(id)
      for (const secret of SHOWN) expect(before).toContain(secret)
      expect(await under.store.attachedIn(TENANT, id)).toEqual(['/v1/attachments/lin?seal=x'])
      expect(await erase(id)).toEqual({ events: 4 })
      for (const _ of [1, 2]) {
        const after = await readable(id)
        for (const secret of [...SHOWN, ...TAKEN_BACK]) expect(after).not.toContain(secret)
        expect(await under.store.attachedIn(TENANT, id)).toEqual([])
        await under.reopen()
      }
      expect((await logOf(under.store, id)).every(({ erased }) => erased === true)).toBe(true)
    })

    it('[ER2] seqs, head, cids, cursors, decisions and outcomes stay, and the log goes on', async () => {
      const { store } = under
      const id = await talk()
      const cid = newCid()
      await store.append(message({ cid, text: '谢谢' }))
      await store.outcome({
        tenant: TENANT,
        record: `${id}:1`,
        suggestion: `${id}:1:0`,
        result: 'accepted',
        by: 'ann',
        at: at(0),
      })
      const log = await logOf(store, id)
      const judged = (await store.outcomesAfter(0, 10)).outcomes
      expect(judged).toHaveLength(1)
      await erase(id)
      const after = await logOf(under.store, id)
      expect(after.map(({ seq, cid: known, kind, at: time, from }) => [seq, known, kind, time, from.id])).toEqual(
        log.map(({ seq, cid: known, kind, at: time, from }) => [seq, known, kind, time, from.id]),
      )
      expect((await store.outcomesAfter(0, 10)).outcomes).toEqual(judged)
      expect((await store.record(TENANT, `${id}:1`))?.understanding.verdict.intent).toBe('shipping_time')
      expect(await store.receipts(TENANT, id)).toMatchObject([{ by: 'customer', delivered: 3, read: 2 }])
      const again = await store.append(message({ cid, text: '谢谢' }))
      expect(again).toMatchObject({ dup: true, event: { seq: 5, erased: true } })
      expect(again.event).not.toHaveProperty('text')
      // Still open: it goes on at the next seq.
      expect((await store.append(message({ text: '还在吗' }))).event).toMatchObject({ seq: 6, text: '还在吗' })
      expect(await store.owed(10)).toEqual([])
      await under.reopen()
      expect((await logOf(under.store, id)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6])
    })

    it('[ER1] a turn that was under way says nothing, and keeps nothing of what was erased', async () => {
      const { store } = under
      const { conversation } = await store.append(message({ owesTurn: true }))
      const { id } = conversation
      await erase(id)
      expect(await store.owed(10)).toEqual([])
      const finished = await store.finishTurn({
        record: recordOf(id, 1, { suggestions: 2 }),
        reply: replyTo(id, 1),
        inputs: { at: at(0), conversation, card: { name: '林晓' }, drafts: [], vectors: [] } as never,
        patch: { order: '20261118003345' },
      })
      expect(finished).toMatchObject({ takenBack: true })
      expect(await logOf(store, id)).toMatchObject([{ seq: 1, erased: true }])
      const left = await readable(id)
      for (const secret of [...SHOWN, '预计今天发出']) expect(left).not.toContain(secret)
      expect((await store.records(TENANT, { conversation: id, limit: 1 }))[0]?.understanding.verdict.intent).toBe(
        'shipping_time',
      )
    })

    it('[ER3] is in the audit trail, and done once', async () => {
      const id = await talk()
      await resolve(id, 1)
      const both = await Promise.all([erase(id), erase(id)])
      expect(both.map(({ events }) => events).sort()).toEqual([0, 4])
      expect(await erase(id)).toEqual({ events: 0 })
      const trail = await under.store.audited(TENANT, { limit: 10 })
      expect(trail).toMatchObject([
        { action: 'erase', by: BECAUSE.by, customer: 'lin', field: id, reason: '客户要求删除 (4 events)', at: at(400) },
      ])
      await expectRefusal(erase('nowhere'), 'not_found')
      await expectRefusal(
        under.store.erase({ tenant: TENANT, conversation: id, at: 'soon', because: BECAUSE }),
        'bad_input',
      )
      expect(await under.store.audited(TENANT, { limit: 10 })).toHaveLength(1)
    })

    it('[ER4] by age only what was resolved before, longest ago first; by customer all of theirs, open ones too', async () => {
      const { store } = under
      const old = await talk()
      await resolve(old, 1)
      const older = await talk('mei')
      ms = START
      await resolve(older, 0)
      const recent = await talk('wang')
      await resolve(recent, 20)
      const openNow = await talk()
      const foreign = await talk('lin', 'other')
      await resolve(foreign, 1, 'other')
      const ids = async (which: Parameters<OpenedStore['erasable']>[1], tenant = TENANT) =>
        (await store.erasable(tenant, which)).map(({ conversation }) => conversation)
      expect(await ids({ resolvedBefore: at(10), limit: 10 })).toEqual([older, old])
      expect(await ids({ resolvedBefore: at(10), limit: 1 })).toEqual([older])
      expect(await ids({ resolvedBefore: at(10), limit: 10 }, 'other')).toEqual([foreign])
      expect((await ids({ customer: 'lin', limit: 10 })).sort()).toEqual([old, openNow].sort())
      expect(await ids({ customer: 'nobody', limit: 10 })).toEqual([])
      expect((await store.erasable(TENANT, { customer: 'mei', limit: 1 }))[0]).toMatchObject({
        customer: 'mei',
        state: 'resolved',
        events: 4,
      })
      await erase(old)
      await expectRefusal(erase(foreign), 'not_found')
      expect(await ids({ resolvedBefore: at(10), limit: 10 })).toEqual([older])
      expect(await readable(older)).toContain('13800000000')
      expect((await logOf(store, foreign, 'other'))[0]?.text).toContain('13800000000')
      // One that was erased while it was open is erased again once it is over.
      await erase(openNow)
      expect(await ids({ customer: 'lin', limit: 10 })).toEqual([openNow])
    })
  })
}
