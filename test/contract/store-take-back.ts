import { describe, expect, it } from 'vitest'
import { agent, type Bench, customer, expectRefusal, logOf, message, newCid, START, TENANT } from './store-words.ts'

const LIMIT_MS = 120_000

export const takeBackLaws = (bench: Bench): void => {
  const talk = async () => {
    const { store } = bench.under
    const { conversation } = await store.append(
      message({
        text: '我的手机号是 13800000000',
        attachment: { name: 'a.png', mime: 'image/png', size: 9, url: '/files/9' },
      }),
    )
    await store.append(message({ from: agent(), conversation: conversation.id, text: '收到' }))
    await store.append(message({ text: '谢谢' }))
    return conversation.id
  }
  const recall = (
    conversation: string,
    seq: number,
    more: Partial<Parameters<typeof bench.under.store.recall>[0]> = {},
  ) =>
    bench.under.store.recall({
      tenant: TENANT,
      conversation,
      seq,
      opId: newCid(),
      by: customer(),
      withinMs: LIMIT_MS,
      ...more,
    })

  describe('recall and rollback', () => {
    it('[ST8] a recall is an event with its own seq; the body is gone from every read, also after a restart', async () => {
      const id = await talk()
      const opId = newCid()
      const { event, conversation, dup } = await recall(id, 1, { opId })
      expect(dup).toBe(false)
      expect(event).toEqual({
        conversation: id,
        epoch: conversation.epoch,
        seq: 4,
        at: new Date(START).toISOString(),
        from: customer(),
        kind: 'recall',
        target: 1,
        opId,
      })
      expect(conversation.head).toBe(4)
      await bench.under.reopen()
      const log = await logOf(bench.under.store, id)
      expect(log[3]).toEqual(event)
      expect(log[0]).toMatchObject({ seq: 1, recalled: true, from: customer() })
      expect(log[0]).not.toHaveProperty('text')
      expect(log[0]).not.toHaveProperty('attachment')
      expect(log[1]).not.toHaveProperty('recalled')
    })

    it('[ST8] the same opId is applied once, and a message is taken back once', async () => {
      const id = await talk()
      const opId = newCid()
      const [first, second] = await Promise.all([recall(id, 1, { opId }), recall(id, 1, { opId })])
      expect([first.dup, second.dup]).toEqual([false, true])
      expect(second.event).toEqual(first.event)
      const other = await recall(id, 1, { by: agent('sue'), withinMs: Number.POSITIVE_INFINITY })
      expect(other).toMatchObject({ dup: true, event: { seq: first.event.seq } })
      expect(await logOf(bench.under.store, id)).toHaveLength(4)
    })

    it("[ST8] a repeat of a recalled message's cid does not bring its words back", async () => {
      const entry = message()
      const { conversation } = await bench.under.store.append(entry)
      await recall(conversation.id, 1)
      const again = await bench.under.store.append(entry)
      expect(again).toMatchObject({ dup: true, event: { seq: 1, recalled: true } })
      expect(again.event).not.toHaveProperty('text')
    })

    it('[ST8] the author may recall in time, a supervisor at any time, nobody else', async () => {
      const id = await talk()
      await expectRefusal(recall(id, 2), 'forbidden')
      bench.clock.ms += LIMIT_MS
      expect((await recall(id, 3)).event.kind).toBe('recall')
      bench.clock.ms += 1
      await expectRefusal(recall(id, 1), 'recall.too_late')
      expect((await logOf(bench.under.store, id))[0]?.text).toBe('我的手机号是 13800000000')
      const supervised = await recall(id, 1, { by: agent('sue'), withinMs: Number.POSITIVE_INFINITY })
      expect(supervised.event).toMatchObject({ target: 1, from: { id: 'sue' } })
    })

    it('[ST5] [ST8] what is not there cannot be taken back', async () => {
      const id = await talk()
      const { event } = await recall(id, 1)
      await expectRefusal(recall(id, 99), 'not_found')
      await expectRefusal(recall(id, event.seq), 'not_found')
      await expectRefusal(recall('nowhere', 1), 'not_found')
      await expectRefusal(recall(id, 1, { tenant: 'other' }), 'not_found')
      await expectRefusal(recall(id, 1, { by: customer('mei') }), 'not_found')
    })

    it('[ST8] a rollback marks everything above, once, and never reuses a seq', async () => {
      const id = await talk()
      const opId = newCid()
      const op = { tenant: TENANT, conversation: id, toSeq: 1, opId, by: agent('sue') }
      const first = await bench.under.store.rollback(op)
      expect(first.event).toMatchObject({ seq: 4, kind: 'rollback', toSeq: 1, opId, from: agent('sue') })
      expect(await bench.under.store.rollback(op)).toMatchObject({ dup: true, event: { seq: 4 } })
      const next = await bench.under.store.append(message({ text: '重新说' }))
      expect(next.event.seq).toBe(5)
      await bench.under.reopen()
      const log = await logOf(bench.under.store, id)
      expect(log.map(({ rolledBack }) => rolledBack ?? false)).toEqual([false, true, true, false, false])
      expect(log.map(({ text }) => text)).toEqual([
        '我的手机号是 13800000000',
        undefined,
        undefined,
        undefined,
        '重新说',
      ])
    })

    it('[ST8] a rollback goes to a seq that is there', async () => {
      const id = await talk()
      const op = (toSeq: number) =>
        bench.under.store.rollback({ tenant: TENANT, conversation: id, toSeq, opId: newCid(), by: agent() })
      await expectRefusal(op(4), 'bad_input', /toSeq/)
      await expectRefusal(op(-1), 'bad_input', /toSeq/)
      expect((await op(0)).event.seq).toBe(4)
      await expectRefusal(
        bench.under.store.rollback({ tenant: 'other', conversation: id, toSeq: 0, opId: newCid(), by: agent() }),
        'not_found',
      )
    })

    it('[ST9] a message that was taken back is owed no turn', async () => {
      const { store } = bench.under
      const { conversation } = await store.append(message({ owesTurn: true }))
      await store.append(message({ owesTurn: true }))
      await recall(conversation.id, 1)
      expect(await store.owed(10)).toEqual([{ tenant: TENANT, conversation: conversation.id, seq: 2 }])
      await store.rollback({ tenant: TENANT, conversation: conversation.id, toSeq: 0, opId: newCid(), by: agent() })
      expect(await store.owed(10)).toEqual([])
    })
  })
}
