import { describe, expect, it } from 'vitest'
import { forCustomer } from '../../src/domain/customers-view.ts'
import { agent, type Bench, customer, expectRefusal, message, newCid, recordOf, START, TENANT } from './store-words.ts'

export const readLaws = (bench: Bench): void => {
  describe('reads', () => {
    it('[ST5] nothing of one tenant is visible to another', async () => {
      const { store } = bench.under
      const { conversation } = await store.append(message())
      await store.append(message({ conversation: conversation.id, from: agent(), text: '机密' }))
      await store.finishTurn({ record: recordOf(conversation.id, 1) })
      await store.receipt({ tenant: TENANT, conversation: conversation.id, by: 'customer', read: 1 })
      expect(await store.conversation('other', conversation.id)).toBeUndefined()
      expect(await store.openOf('other', 'lin')).toBeUndefined()
      expect(await store.conversations('other', { limit: 10 })).toEqual([])
      expect(await store.conversations('other', { customer: 'lin', limit: 10 })).toEqual([])
      expect(await store.events('other', conversation.id, { after: 0, limit: 10 })).toBeUndefined()
      expect(await store.receipts('other', conversation.id)).toEqual([])
      expect(await store.record('other', `${conversation.id}:1`)).toBeUndefined()
      expect(await store.records('other', { limit: 10 })).toEqual([])
      expect(await store.records('other', { conversation: conversation.id, limit: 10 })).toEqual([])
      expect(await store.agentReplies('other', 10)).toEqual([])
      await expectRefusal(
        store.receipt({ tenant: 'other', conversation: conversation.id, by: 'agent', read: 1 }),
        'not_found',
      )
    })

    it('names the tenants that have conversations', async () => {
      const { store } = bench.under
      expect(await store.tenants()).toEqual([])
      await store.append(message())
      await store.append(message({ tenant: 'other' }))
      expect((await store.tenants()).toSorted()).toEqual([TENANT, 'other'])
    })

    it("pages the log upwards, and the page's head fits its events", async () => {
      const { store } = bench.under
      const { conversation } = await store.append(message())
      for (let i = 0; i < 9; i++) await store.append(message())
      const page = await store.events(TENANT, conversation.id, { after: 3, limit: 4 })
      expect(page?.events.map(({ seq }) => seq)).toEqual([4, 5, 6, 7])
      expect(page?.conversation.head).toBe(10)
      expect((await store.events(TENANT, conversation.id, { after: 10, limit: 4 }))?.events).toEqual([])
      expect((await store.events(TENANT, conversation.id, { after: 99, limit: 4 }))?.events).toEqual([])
      await expectRefusal(store.events(TENANT, conversation.id, { after: 0, limit: -1 }), 'bad_input', /limit/)
      const racing = Array.from({ length: 50 }, () => store.append(message()))
      const seen = await store.events(TENANT, conversation.id, { after: 0, limit: 1_000 })
      expect(seen?.events.at(-1)?.seq).toBe(seen?.conversation.head)
      await Promise.all(racing)
    })

    it('[ST19] writes a page down as `events` has it, and for customers without what notes say', async () => {
      const { store } = bench.under
      const { conversation } = await store.append(message({ text: '第一行\n第二行\u2028 "quoted" 😀' }))
      const at = { tenant: TENANT, conversation: conversation.id, by: agent() }
      await store.append(message({ conversation: conversation.id, from: agent(), kind: 'note', text: '别退款' }))
      const attachment = { name: '发票.pdf', mime: 'application/pdf', size: 3, url: 'https://example.com/a' }
      await store.append(message({ kind: 'file', attachment }))
      await store.append(message({ text: '我的电话 13800000000' }))
      await store.recall({ ...at, seq: 4, opId: 'o1', withinMs: Number.POSITIVE_INFINITY })
      const page = { after: 0, limit: 10 }
      const log = await store.events(TENANT, conversation.id, page)
      const read = async (notes: boolean, after = 0) => {
        const text = await store.logText(TENANT, conversation.id, { after, limit: 10, notes })
        return { ...text, lines: text?.lines.split('\n').map((line) => JSON.parse(line)) }
      }
      expect(await read(true)).toEqual({ conversation: log?.conversation, lines: log?.events, last: 5 })
      const shown = await read(false, 1)
      expect(shown.lines).toEqual(log?.events.slice(1).map(forCustomer))
      expect(JSON.stringify(shown)).not.toContain('别退款')
      expect(await store.logText(TENANT, conversation.id, { ...page, after: 5, notes: true })).toEqual({
        conversation: log?.conversation,
        lines: '',
      })
      expect(await store.logText('other', conversation.id, { ...page, notes: true })).toBeUndefined()
      await expectRefusal(
        store.logText(TENANT, conversation.id, { after: -1, limit: 1, notes: true }),
        'bad_input',
        /after/,
      )
    })

    it('lists conversations by newest activity, by state, assignee and customer', async () => {
      const { store } = bench.under
      const ids: string[] = []
      for (const name of ['a', 'b', 'c', 'd']) {
        bench.clock.ms += 1_000
        ids.push((await store.append(message({ from: customer(name) }))).conversation.id)
      }
      const [a, b, c, d] = ids as [string, string, string, string]
      const move = (conversation: string, type: 'claim' | 'resolve') =>
        store.move({
          tenant: TENANT,
          conversation,
          move: type === 'claim' ? { type, agent: 'ann', agentName: 'Ann' } : { type },
          at: new Date(bench.clock.ms).toISOString(),
        })
      bench.clock.ms += 1_000
      await store.append(message({ from: customer('b') }))
      bench.clock.ms += 1_000
      await move(c, 'claim')
      await move(d, 'resolve')
      const list = async (filter: Partial<Parameters<typeof store.conversations>[1]>) =>
        (await store.conversations(TENANT, { limit: 10, ...filter })).map(({ id }) => id)
      expect(await list({})).toEqual([c, b, a])
      expect(await list({ limit: 2 })).toEqual([c, b])
      expect(await list({ states: ['bot'] })).toEqual([b, a])
      expect(await list({ states: ['resolved', 'bot'] })).toEqual([d, b, a])
      expect(await list({ states: [] })).toEqual([])
      expect(await list({ assignee: 'ann' })).toEqual([c])
      expect(await list({ assignee: 'bob' })).toEqual([])
      expect(await list({ customer: 'a' })).toEqual([a])
      expect(await list({ customer: 'd' })).toEqual([])
      expect(await list({ customer: 'd', states: ['resolved'] })).toEqual([d])
    })

    it('[ST20] pages of conversations go on behind the last one, of any number and of one moment', async () => {
      const { store } = bench.under
      const ids: string[] = []
      for (let n = 0; n < 7; n++) {
        // Three moments for seven conversations.
        if (n % 3 === 0) bench.clock.ms += 1_000
        const { conversation } = await store.append(message({ from: customer(`p${n}`) }))
        ids.unshift(conversation.id)
        await store.move({
          tenant: TENANT,
          conversation: conversation.id,
          move: { type: 'resolve' },
          at: new Date(bench.clock.ms).toISOString(),
        })
      }
      await store.append(message({ tenant: 'other', from: customer('elsewhere') }))
      const read = async (limit: number, more: object = {}) => {
        const seen: string[] = []
        for (let before: { id: string; updatedAt: string } | undefined; ; ) {
          const page = await store.conversations(TENANT, {
            states: ['resolved'],
            limit,
            ...more,
            ...(before !== undefined && { before }),
          })
          seen.push(...page.map(({ id }) => id))
          before = page.at(-1)
          if (page.length < limit || seen.length > 20) return seen
        }
      }
      for (const limit of [1, 2, 3, 7, 8]) expect(await read(limit), `${limit} a page`).toEqual(ids)
      expect(await read(2, { customer: 'p4' })).toEqual([ids[2]])
      const [first] = await store.conversations(TENANT, { states: ['resolved'], limit: 1 })
      expect(
        (
          await store.conversations(TENANT, {
            states: ['resolved'],
            limit: 9,
            before: { id: 'nobody', updatedAt: first?.updatedAt ?? '' },
          })
        ).map(({ id }) => id),
        'a cursor whose conversation is gone',
      ).toEqual(ids)
      expect(
        await store.conversations('other', {
          states: ['resolved'],
          limit: 9,
          before: first ?? { id: '', updatedAt: '' },
        }),
        'the cursor of another tenant shows nothing of it',
      ).toEqual([])
    })

    it('[ST12] cursors only move forward, and never past head', async () => {
      const { store } = bench.under
      const { conversation } = await store.append(message())
      await store.append(message())
      const op = { tenant: TENANT, conversation: conversation.id }
      expect(await store.receipt({ ...op, by: 'agent', delivered: 1 })).toEqual([
        { by: 'agent', delivered: 1, read: 0 },
      ])
      expect(await store.receipt({ ...op, by: 'agent', delivered: 99, read: 1 })).toEqual([
        { by: 'agent', delivered: 2, read: 1 },
      ])
      expect(await store.receipt({ ...op, by: 'agent', delivered: 1, read: 0 })).toEqual([
        { by: 'agent', delivered: 2, read: 1 },
      ])
      expect(await store.receipt({ ...op, by: 'customer', read: 7 })).toEqual([
        { by: 'agent', delivered: 2, read: 1 },
        { by: 'customer', delivered: 2, read: 2 },
      ])
      await bench.under.reopen()
      expect(await bench.under.store.receipts(TENANT, conversation.id)).toEqual([
        { by: 'agent', delivered: 2, read: 1 },
        { by: 'customer', delivered: 2, read: 2 },
      ])
    })

    it('gives records newest first, with their outcomes', async () => {
      const { store } = bench.under
      const { conversation } = await store.append(message())
      for (let seq = 1; seq <= 4; seq++) {
        if (seq > 1) await store.append(message())
        await store.finishTurn({
          record: recordOf(conversation.id, seq, { at: new Date(START + seq * 1_000).toISOString() }),
        })
      }
      const other = await store.append(message({ from: customer('mei') }))
      await store.finishTurn({
        record: recordOf(other.conversation.id, 1, { at: new Date(START + 9_000).toISOString() }),
      })
      const seqs = async (filter: Partial<Parameters<typeof store.records>[1]>) =>
        (await store.records(TENANT, { limit: 10, ...filter })).map(({ seq }) => seq)
      expect(await seqs({})).toEqual([1, 4, 3, 2, 1])
      expect(await seqs({ limit: 2 })).toEqual([1, 4])
      expect(await seqs({ conversation: conversation.id })).toEqual([4, 3, 2, 1])
      expect(await seqs({ conversation: conversation.id, limit: 1 })).toEqual([4])
      expect(await seqs({ since: new Date(START + 3_000).toISOString() })).toEqual([1, 4, 3])
      expect(await store.record(TENANT, 'nonsense')).toBeUndefined()
    })

    it("[ST8] gives agents' words newest first, without notes and what was taken back", async () => {
      const { store } = bench.under
      const { conversation } = await store.append(message())
      const say = (text: string, more = {}) =>
        store.append(message({ from: agent(), conversation: conversation.id, text, ...more }))
      await say('您好')
      await say('内部备注', { kind: 'note' })
      const { event } = await say('说错了')
      await say('马上为您处理')
      expect(await store.agentReplies(TENANT, 10)).toEqual(['马上为您处理', '说错了', '您好'])
      await store.recall({
        tenant: TENANT,
        conversation: conversation.id,
        seq: event.seq,
        opId: newCid(),
        by: agent(),
        withinMs: 60_000,
      })
      expect(await store.agentReplies(TENANT, 10)).toEqual(['马上为您处理', '您好'])
      expect(await store.agentReplies(TENANT, 1)).toEqual(['马上为您处理'])
    })

    it('[W2] keeps named values; the epoch lasts over restarts, and a new one is on every conversation', async () => {
      const { store } = bench.under
      const { conversation } = await store.append(message())
      expect(await store.meta('heads')).toBeUndefined()
      await store.setMeta('heads', 'f1')
      await store.setMeta('heads', 'f2')
      expect(await store.meta('heads')).toBe('f2')
      expect(await store.meta('epoch')).toBe(conversation.epoch)
      await bench.under.reopen()
      expect(await bench.under.store.meta('heads')).toBe('f2')
      expect((await bench.under.store.append(message())).event.epoch).toBe(conversation.epoch)
      await bench.under.store.setMeta('epoch', 'restored')
      expect((await bench.under.store.append(message())).event).toMatchObject({ epoch: 'restored', seq: 3 })
      expect((await bench.under.store.conversation(TENANT, conversation.id))?.epoch).toBe('restored')
    })

    it('reads what was acknowledged, at once', async () => {
      const { store } = bench.under
      for (let i = 1; i <= 50; i++) {
        const { conversation } = await store.append(message())
        expect((await store.conversation(TENANT, conversation.id))?.head).toBe(i)
      }
    })

    it('says that it is well, and refuses calls once it is closed', async () => {
      expect(await bench.under.store.health()).toMatchObject({
        driver: expect.any(String),
        version: expect.any(String),
        sizeBytes: expect.any(Number),
      })
      const { store } = bench.under
      await store.close()
      await store.close()
      await expectRefusal(store.append(message()), 'draining')
      await bench.under.reopen()
    })
  })
}
