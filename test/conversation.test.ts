import { describe, expect, it } from 'vitest'
import { answerCid } from '../src/conversation/answer-cid.ts'
import { MAX_ATTEMPTS, withAttempts } from '../src/conversation/attempts.ts'
import { resolveChoice } from '../src/conversation/choice.ts'
import { asFollowUp, pointedOrder } from '../src/conversation/follow-up.ts'
import { createMailbox } from '../src/conversation/mailbox.ts'
import type { Order } from '../src/domain/customer.ts'
import type { OwedTurn } from '../src/ports/store.ts'
import { understandingOf } from './helpers/understanding.ts'

const turn = (conversation: string, seq: number): OwedTurn => ({ tenant: 'default', conversation, seq })
const tick = () => new Promise((resolve) => setTimeout(resolve, 1))

describe('mailbox', () => {
  it('[W7] runs one turn at a time per conversation, in order, conversations side by side', async () => {
    const running = new Set<string>()
    const log: string[] = []
    let together = 0
    const mailbox = createMailbox({
      run: async ({ conversation, seq }) => {
        expect(running.has(conversation)).toBe(false)
        running.add(conversation)
        together = Math.max(together, running.size)
        await tick()
        log.push(`${conversation}${seq}`)
        running.delete(conversation)
      },
      owed: async () => [],
      concurrency: 4,
      maxQueued: 100,
      onError: (error) => expect.unreachable(String(error)),
    })
    for (let seq = 1; seq <= 5; seq++) for (const conversation of ['a', 'b', 'c']) mailbox.put(turn(conversation, seq))
    await mailbox.idle()
    for (const conversation of ['a', 'b', 'c'])
      expect(log.filter((entry) => entry.startsWith(conversation))).toEqual(
        [1, 2, 3, 4, 5].map((seq) => `${conversation}${seq}`),
      )
    expect(together).toBe(3)
  })
  it('drops what it cannot hold and fetches it from the log when there is room', async () => {
    const done = new Set<number>()
    const all = Array.from({ length: 40 }, (_, index) => turn(`c${index}`, index))
    const mailbox = createMailbox({
      run: async ({ seq }) => {
        await tick()
        done.add(seq)
      },
      owed: async (limit) => all.filter(({ seq }) => !done.has(seq)).slice(0, limit),
      concurrency: 2,
      maxQueued: 8,
      onError: () => undefined,
    })
    all.forEach(mailbox.put)
    expect(mailbox.size().queued).toBeLessThanOrEqual(8)
    await expect.poll(() => done.size, { timeout: 10_000 }).toBe(40)
  })
  it('does not run a turn twice that it is told of twice', async () => {
    let runs = 0
    const mailbox = createMailbox({
      run: async () => {
        runs += 1
        await tick()
      },
      owed: async () => [],
      concurrency: 1,
      maxQueued: 10,
      onError: () => undefined,
    })
    mailbox.put(turn('a', 1))
    mailbox.put(turn('a', 1))
    await mailbox.idle()
    expect(runs).toBe(1)
  })
})

describe('attempts', () => {
  it('tries again, then gives a poison message up so that the line moves on', async () => {
    let runs = 0
    const given: unknown[] = []
    await withAttempts(
      async () => {
        runs += 1
        throw new Error('poison')
      },
      async (_, error) => void given.push(error),
    )(turn('a', 1))
    expect(runs).toBe(MAX_ATTEMPTS)
    expect(given).toHaveLength(1)
  })
})

describe('choice', () => {
  const asked = ['track_parcel', 'delivery_eta']
  const labels = ['包裹到哪了', 'When will it arrive']
  const read = (text: string) =>
    resolveChoice(understandingOf({ intent: 'greeting', confidence: 0.4, text }), asked, labels).verdict.intent
  it('reads labels and ordinals in both languages', () => {
    expect(['包裹到哪了', '包裹到哪了？', '1', '第一个', 'the first one'].map(read)).toEqual(
      Array(5).fill('track_parcel'),
    )
    expect(['when will it arrive', 'When will it arrive?', '2', '后者', 'second'].map(read)).toEqual(
      Array(5).fill('delivery_eta'),
    )
  })
  it('leaves everything else as it was understood', () => {
    expect(['你好', '都不是', '12', 'first of all, hello'].map(read)).toEqual(Array(4).fill('greeting'))
    expect(resolveChoice(understandingOf({ text: '1' }), undefined, []).verdict.intent).toBe('track_parcel')
  })
})

describe('follow-up', () => {
  const card = { orders: [{ id: '20261120008842' }, { id: '20261118003345' }] as Order[] }
  const tail = (value: string) => ({ type: 'order_tail' as const, text: value, value })
  it.each([
    '尾号8842那个呢',
    '8842呢',
    '那尾号8842的订单呢？',
    'and the one ending 8842?',
    'what about 8842',
    'how about order 20261120008842',
  ])('%s points to another order', (text) => {
    const named = text.includes('2026')
      ? [{ type: 'order_number' as const, text: '20261120008842', value: '20261120008842' }]
      : []
    expect(pointedOrder(understandingOf({ text, entities: named }), card)?.value).toMatch(/8842$/)
  })
  it.each(['8842什么时候发货', '尾号8842的退款到哪了', 'cancel 8842', '9999呢', '我要1000个', '你好'])(
    '%s says something of its own',
    (text) => {
      expect(pointedOrder(understandingOf({ text }), card)).toBeUndefined()
    },
  )
  it('asks the last question again', () => {
    const asked = asFollowUp(understandingOf({ intent: 'out_of_scope', text: '8842呢' }), tail('8842'), {
      intent: 'delivery_eta',
      confidence: 0.97,
    })
    expect(asked).toMatchObject({
      entities: [{ value: '8842' }],
      verdict: { intent: 'delivery_eta', confidence: 0.97, outOfScope: 0 },
    })
  })
})

describe('answerCid', () => {
  it('[W8] is the same for the same message and differs between messages', () => {
    expect(answerCid('c', 1)).toBe(answerCid('c', 1))
    expect(new Set([answerCid('c', 1), answerCid('c', 2), answerCid('d', 1)]).size).toBe(3)
    expect(answerCid('c', 1)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})
