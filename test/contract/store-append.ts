import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Append } from '../../src/ports/store.ts'
import { agent, type Bench, customer, expectRefusal, logOf, message, newCid, START, TENANT } from './store-words.ts'

export const appendLaws = (bench: Bench): void => {
  describe('append', () => {
    it('[ST1] what was acknowledged is there after a restart', async () => {
      const { event, conversation } = await bench.under.store.append(message({ text: '包裹显示签收但没收到 📦' }))
      await bench.under.reopen()
      expect(await logOf(bench.under.store, conversation.id)).toEqual([event])
      expect(await bench.under.store.conversation(TENANT, conversation.id)).toEqual(conversation)
    })

    it('[ST1] an event is read as it was acknowledged, with everything in it', async () => {
      const { store } = bench.under
      const { conversation } = await store.append(message())
      const entry = message({
        conversation: conversation.id,
        from: { role: 'bot', id: 'bot', name: 'Tabdesk' },
        text: '您是想问「退款进度」还是"换货"？\n😀 end',
        attachment: { name: '发票.pdf', mime: 'application/pdf', size: 1024, url: '/files/1' },
        answer: {
          confidence: 0.93,
          intent: 'refund_status',
          sources: [{ article: 'refund', version: 'v2', title: 'Refunds', from: 'faq.md' }],
        },
        options: [{ intent: 'refund_status', label: '退款进度' }],
        cards: [{ title: '退款进度 😀', text: '「3 天内」', buttons: [{ label: '转人工', say: '转人工' }] }],
      })
      const { event, dup } = await store.append(entry)
      expect(dup).toBe(false)
      const { tenant: _t, owesTurn: _o, conversation: id, ...body } = entry
      expect(event).toEqual({
        ...body,
        conversation: id,
        epoch: conversation.epoch,
        seq: 2,
        at: new Date(START).toISOString(),
      })
      expect((await logOf(store, conversation.id))[1]).toEqual(event)
    })

    it('a conversation keeps the channel that it was opened on, also after a restart', async () => {
      const opened = await bench.under.store.append(message({ channel: 'wechat' }))
      await bench.under.store.append(message({ channel: 'sms' }))
      await bench.under.reopen()
      const { id } = opened.conversation
      expect((await bench.under.store.conversation(TENANT, id))?.channel).toBe('wechat')
      const other = await bench.under.store.append(message({ from: customer('lee') }))
      expect(other.conversation).not.toHaveProperty('channel')
    })

    it('[ST2] seq is gapless from 1 under concurrent appends', async () => {
      const { store } = bench.under
      const appended = await Promise.all(
        Array.from({ length: 300 }, (_, i) => store.append(message({ from: customer(`c${i % 3}`), text: `第${i}条` }))),
      )
      for (const id of new Set(appended.map(({ conversation }) => conversation.id))) {
        const log = await logOf(store, id)
        expect(log.map(({ seq }) => seq)).toEqual(log.map((_, i) => i + 1))
        expect((await store.conversation(TENANT, id))?.head).toBe(100)
      }
    })

    it('[ST2] [ST3] any interleaving of senders, repeats and refused sends keeps seq gapless and each sender in order', async () => {
      const { store } = bench.under
      let run = 0
      const senders = fc.array(
        fc.record({ who: fc.constantFrom('lin', 'mei', 'ann'), what: fc.constantFrom('send', 'again', 'refused') }),
        { minLength: 1, maxLength: 60 },
      )
      await fc.assert(
        fc.asyncProperty(senders, async (steps) => {
          const tenant = `t${run++}`
          const { conversation } = await store.append(message({ tenant }))
          const lastOf = new Map<string, Append>()
          const sent = new Map<string, string[]>([
            ['lin', []],
            ['mei', []],
            ['ann', []],
          ])
          const pending = steps.map(({ who, what }) => {
            const from = who === 'ann' ? agent() : customer(who)
            const explicit = who === 'ann' ? { conversation: conversation.id } : {}
            const last = lastOf.get(who)
            const entry =
              what === 'again' && last !== undefined
                ? last
                : what === 'refused'
                  ? message({ tenant, from, conversation: 'no-such-conversation' })
                  : message({ tenant, from, ...explicit })
            if (entry !== last && what !== 'refused') {
              lastOf.set(who, entry)
              sent.get(who)?.push(entry.cid)
            }
            return store.append(entry).catch(() => undefined)
          })
          const results = await Promise.all(pending)
          expect(results.filter((result) => result === undefined)).toHaveLength(
            steps.filter(({ what }) => what === 'refused').length,
          )
          for (const id of new Set(results.map((result) => result?.conversation.id ?? conversation.id))) {
            const log = await logOf(store, id, tenant)
            expect(log.map(({ seq }) => seq)).toEqual(log.map((_, i) => i + 1))
            for (const [who, cids] of sent) {
              const inLog = log.filter(({ from }) => from.id === who).map(({ cid }) => cid)
              expect(cids.filter((cid) => inLog.includes(cid))).toEqual(
                inLog.filter((cid) => cids.includes(cid as string)),
              )
              expect(new Set(inLog).size).toBe(inLog.length)
            }
          }
        }),
        { numRuns: 30 },
      )
    })

    it('[ST3] the same cid yields the first event with dup, also for another text, at once, later and after a restart', async () => {
      const entry = message({ text: '第一次' })
      const [first, second] = await Promise.all([
        bench.under.store.append(entry),
        bench.under.store.append({ ...entry, text: '第二次' }),
      ])
      expect([first.dup, second.dup]).toEqual([false, true])
      expect(second.event).toEqual(first.event)
      await bench.under.store.append(message())
      await bench.under.reopen()
      bench.clock.ms += 400 * 24 * 3_600_000
      const late = await bench.under.store.append(entry)
      expect(late.dup).toBe(true)
      expect(late.event).toEqual(first.event)
      expect(late.conversation.head).toBe(2)
    })

    it("[ST3] a cid is its sender's own: another sender or tenant may use the same", async () => {
      const { store } = bench.under
      const entry = message()
      const results = [
        await store.append(entry),
        await store.append({ ...entry, from: customer('mei') }),
        await store.append({ ...entry, tenant: 'other' }),
      ]
      expect(results.map(({ dup }) => dup)).toEqual([false, false, false])
      expect(new Set(results.map(({ conversation }) => conversation.id)).size).toBe(3)
    })

    it('[ST3] a repeat is answered after the conversation was resolved and another opened', async () => {
      const { store } = bench.under
      const entry = message()
      const first = await store.append(entry)
      await store.move({
        tenant: TENANT,
        conversation: first.conversation.id,
        move: { type: 'resolve' },
        at: new Date(START).toISOString(),
      })
      await store.append(message())
      const again = await store.append(entry)
      expect(again).toMatchObject({
        dup: true,
        event: { conversation: first.conversation.id, seq: 1 },
        conversation: { state: 'resolved' },
      })
    })

    it('[ST4] a cid seen again for another conversation is refused', async () => {
      const { store } = bench.under
      const one = await store.append(message())
      const two = await store.append(message({ from: customer('mei') }))
      const entry = message({ from: agent(), conversation: one.conversation.id })
      await store.append(entry)
      await expectRefusal(store.append({ ...entry, conversation: two.conversation.id }), 'cid_reuse')
      expect(await logOf(store, two.conversation.id)).toHaveLength(1)
    })

    it("[ST5] another tenant's or customer's conversation does not exist", async () => {
      const { store } = bench.under
      const { conversation } = await store.append(message())
      await expectRefusal(store.append(message({ tenant: 'other', conversation: conversation.id })), 'not_found')
      await expectRefusal(
        store.append(message({ tenant: 'other', from: agent(), conversation: conversation.id })),
        'not_found',
      )
      await expectRefusal(store.append(message({ from: customer('mei'), conversation: conversation.id })), 'not_found')
      await expectRefusal(store.append(message({ from: customer('mei'), conversation: 'nobody' })), 'not_found')
    })

    it('[ST6] a customer has one open conversation, from however many sockets', async () => {
      const { store } = bench.under
      const all = await Promise.all(Array.from({ length: 20 }, () => store.append(message())))
      expect(new Set(all.map(({ conversation }) => conversation.id)).size).toBe(1)
      expect(await store.openOf(TENANT, 'lin')).toMatchObject({
        id: all[0]?.conversation.id,
        head: 20,
        customer: 'lin',
        customerName: '林晓',
        state: 'bot',
        misses: 0,
        humanSpoke: false,
      })
    })

    it("[ST6] after a resolve the customer's next message opens a new conversation, and naming the old one is refused", async () => {
      const { store } = bench.under
      const { conversation } = await store.append(message())
      await store.move({
        tenant: TENANT,
        conversation: conversation.id,
        move: { type: 'resolve', outcome: 'solved' },
        at: new Date(START).toISOString(),
      })
      expect(await store.openOf(TENANT, 'lin')).toBeUndefined()
      await expectRefusal(store.append(message({ conversation: conversation.id })), 'conversation.closed')
      await expectRefusal(
        store.append(message({ conversation: conversation.id, from: agent() })),
        'conversation.closed',
      )
      const next = await store.append(message())
      expect(next.conversation.id).not.toBe(conversation.id)
      expect(next.event.seq).toBe(1)
      const note = await store.append(
        message({ conversation: conversation.id, from: agent(), kind: 'note', text: '客户已满意' }),
      )
      expect(note.event.seq).toBe(2)
    })

    it('a text that no database gives back as it was is refused', async () => {
      for (const text of ['a\u0000b', 'half \ud83d pair'])
        await expectRefusal(bench.under.store.append(message({ text })), 'bad_input', /text/)
      await expectRefusal(bench.under.store.append(message({ from: customer('a\u0000') })), 'bad_input', /from\.id/)
      expect((await bench.under.store.append(message({ text: '👨‍👩‍👧 ok' }))).event.seq).toBe(1)
    })

    it('an agent must name the conversation, and an empty cid is refused', async () => {
      await expectRefusal(bench.under.store.append(message({ from: agent() })), 'bad_input', /conversation/)
      await expectRefusal(bench.under.store.append(message({ cid: '' })), 'bad_input', /cid/)
    })

    it('[W9] words of an agent mark that a person spoke; a note does not', async () => {
      const { store } = bench.under
      const { conversation } = await store.append(message())
      const note = await store.append(message({ from: agent(), conversation: conversation.id, kind: 'note' }))
      expect(note.conversation.humanSpoke).toBe(false)
      const words = await store.append(
        message({ from: agent(), conversation: conversation.id, cid: newCid(), text: '您好，我来处理' }),
      )
      expect(words.conversation.humanSpoke).toBe(true)
      await bench.under.reopen()
      expect((await bench.under.store.conversation(TENANT, conversation.id))?.humanSpoke).toBe(true)
    })
  })
}
