import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import {
  CODE_LIFE_MS,
  type CodeRequest,
  createSendCode,
  type OrderCodesParts,
  SEND_MS,
} from '../src/conversation/order-codes.ts'
import { createProofLimits, MOST_TRIES } from '../src/conversation/proof-limits.ts'
import { CHECK_MS, createProve } from '../src/conversation/prove.ts'
import type { AuditEntry } from '../src/domain/audit.ts'
import type { SentCode } from '../src/domain/conversation.ts'
import type { OrderCode } from '../src/ports/proof.ts'

const ORDER = '20261118003345'
const ABSENT = '20990101000000'
const START = Date.parse('2026-11-21T07:00:00Z')
const visitor = (address = 'a1b2c3d4e5', n = 1) => `visitor-${address}-00000000-0000-4000-8000-00000000000${n}`
const conversation = (
  code?: SentCode,
  more: { id?: string; epoch?: string; tries?: number; customer?: string } = {},
) => ({
  tenant: 'default',
  id: more.id ?? 'c1',
  epoch: more.epoch ?? 'e1',
  customer: more.customer ?? visitor(),
  customerName: 'Visitor',
  proof: { tries: more.tries ?? 0, ...(code === undefined ? {} : { code }) },
})

/** Codes and checks on one account, with a clock that tests move. */
const codes = (more: Partial<OrderCodesParts> = {}) => {
  let now = START
  const sent: (OrderCode & { delivery: string })[] = []
  const audited: AuditEntry[] = []
  const waits: number[] = []
  const asked: string[] = []
  const shared = {
    key: 'a key of this installation',
    limits: createProofLimits(() => now),
    wait: async (ms: number) => {
      waits.push(ms)
      await new Promise((resolve) => setImmediate(resolve))
    },
    now: () => new Date(now),
    onError: () => undefined,
  }
  const sendCode = createSendCode({
    ...shared,
    post: async (code, delivery) => void sent.push({ ...code, delivery }),
    ...more,
  })
  const prove = createProve({
    ...shared,
    proveOrder: async () => undefined,
    ownerOf: async ({ order }) => {
      asked.push(order)
      return order === ORDER ? 'demo' : undefined
    },
    audit: async (entry) => void audited.push(entry),
    ...(more.key === undefined ? {} : { key: more.key }),
  })
  const pass = (ms: number): void => {
    now += ms
  }
  return { sendCode, prove, sent, audited, waits, asked, pass }
}

const asks = (order = ORDER, seq = 5): CodeRequest => ({ seq, order, language: 'zh' })
/** What is kept of a code that was sent, and its digits. */
const got = async ({ sendCode, sent }: ReturnType<typeof codes>): Promise<{ kept: SentCode; digits: string }> => {
  const result = await sendCode(conversation(), asks())
  if (result.outcome !== 'code_sent') throw new Error(result.outcome)
  return { kept: result.code, digits: sent.at(-1)?.code ?? '' }
}
/** Some other six digits. */
const not = (digits: string): string => `${(Number(digits[0]) + 1) % 10}${digits.slice(1)}`

describe('a code', () => {
  it('goes to the hook, and what is kept is not it', async () => {
    const parts = codes()
    const { kept, digits } = await got(parts)
    const until = new Date(START + CODE_LIFE_MS).toISOString()
    expect(parts.sent).toEqual([
      {
        tenant: 'default',
        orderNumber: ORDER,
        code: expect.stringMatching(/^\d{6}$/),
        language: 'zh',
        expiresAt: until,
        delivery: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    ])
    expect(kept).toMatchObject({ order: ORDER, until })
    expect(JSON.stringify(kept)).not.toContain(digits)
  })
  it('is the same, as the same delivery, when its message is attended to again after a crash, and another for anything else', async () => {
    const sentFor = async (
      request: CodeRequest,
      more: { key?: string; where?: Parameters<typeof conversation>[1] } = {},
    ): Promise<[code: string | undefined, delivery: string | undefined]> => {
      const { sendCode, sent, pass } = codes(more.key === undefined ? {} : { key: more.key })
      pass(60_000)
      await sendCode(conversation(undefined, more.where), request)
      return [sent[0]?.code, sent[0]?.delivery]
    }
    const first = await sentFor(asks())
    expect(await sentFor(asks())).toEqual(first)
    const others = [
      await sentFor(asks(ORDER, 6)),
      await sentFor(asks(ABSENT)),
      await sentFor(asks(), { where: { id: 'c2' } }),
      await sentFor(asks(), { where: { epoch: 'after a restored backup' } }),
      await sentFor(asks(), { key: 'another key' }),
    ]
    expect(new Set([first, ...others].map(([code]) => code)).size).toBe(6)
    expect(new Set([first, ...others].map(([, delivery]) => delivery)).size).toBe(6)
  })
  it('proves whose the order is, once it is noted', async () => {
    const parts = codes()
    const { kept, digits } = await got(parts)
    const where = conversation(kept)
    expect(await parts.prove(where, { order: ORDER, code: digits })).toEqual({ outcome: 'proven', customer: 'demo' })
    expect(parts.audited).toMatchObject([
      { action: 'prove', customer: 'demo', order: ORDER, reason: 'conversation c1, by a code' },
    ])
    expect(JSON.stringify(parts.audited)).not.toContain(digits)
  })
  it('that is wrong, expired, of another conversation, another order or another installation, or of none fails alike', async () => {
    const parts = codes()
    const { kept, digits } = await got(parts)
    const mine = { order: ORDER, code: digits }
    const outcomes = [
      await parts.prove(conversation(kept), { order: ORDER, code: not(digits) }),
      await parts.prove(conversation(kept, { id: 'c2' }), mine),
      await parts.prove(conversation({ ...kept, order: ABSENT }), { order: ABSENT, code: digits }),
      await parts.prove(conversation(kept), { order: ABSENT, code: digits }),
      await parts.prove(conversation(), mine),
      await codes({ key: 'another key' }).prove(conversation(kept), mine),
      await parts.prove(conversation({ ...kept, until: new Date(START + 2 * CODE_LIFE_MS).toISOString() }), mine),
    ]
    expect(outcomes).toEqual(outcomes.map(() => ({ outcome: 'failed' })))
    expect(parts.asked, 'no system of the shop is asked on the word of a wrong code').toEqual([])
    parts.pass(CODE_LIFE_MS - 1)
    expect(await parts.prove(conversation(kept), mine), 'just in time').toMatchObject({ outcome: 'proven' })
    parts.pass(1)
    expect(await parts.prove(conversation(kept), mine)).toEqual({ outcome: 'failed' })
    expect(new Set(parts.waits.slice(1))).toEqual(new Set([CHECK_MS]))
  })
  it('is sent in one time and told in one way, whatever the hook makes of the order', async () => {
    const hooks: Record<string, OrderCodesParts['post']> = {
      takes: async () => undefined,
      'is slow': () => setTimeout(50),
      hangs: () => new Promise(() => undefined),
    }
    const seen = []
    for (const post of Object.values(hooks))
      for (const order of [ORDER, ABSENT]) {
        const parts = codes({ post })
        const { outcome } = await parts.sendCode(conversation(), asks(order))
        seen.push([outcome, parts.waits])
      }
    expect(seen).toEqual(seen.map(() => ['code_sent', [SEND_MS]]))
    const down = codes({ post: () => Promise.reject(new Error('down')) })
    expect(await down.sendCode(conversation(), asks())).toEqual({ outcome: 'code_unsent' })
    expect(down.waits).toEqual([SEND_MS])
  })
  it('lasts as long for an order that is there as for one that is not, however long the hook takes', async () => {
    const post = async ({ orderNumber }: OrderCode): Promise<void> => {
      if (orderNumber === ORDER) await setTimeout(SEND_MS / 8)
    }
    const { sendCode } = codes({ post, wait: (ms) => setTimeout(ms / 4) })
    const lasted = async (run: () => Promise<unknown>): Promise<number> => {
      const from = performance.now()
      await run()
      return performance.now() - from
    }
    const send = (order: string, n: number) => () =>
      sendCode(conversation(undefined, { customer: visitor(undefined, n) }), asks(order))
    const [there, gone] = await Promise.all([lasted(send(ORDER, 1)), lasted(send(ABSENT, 2))])
    expect(there / gone).toBeCloseTo(1, 1)
  })
  it('is sent three times an hour to one visitor and five times for one order, and never after the last try', async () => {
    const until = async (next: (i: number) => [customer: string, order: string]): Promise<number> => {
      const { sendCode, sent } = codes()
      for (let i = 0; i < 20; i++) {
        const [customer, order] = next(i)
        if ((await sendCode(conversation(undefined, { customer }), asks(order))).outcome === 'limited') {
          expect(sent).toHaveLength(i)
          return i
        }
      }
      return 20
    }
    const other = (i: number) => `20260101${String(i).padStart(6, '0')}`
    expect(await until((i) => [visitor(), other(i)])).toBe(3)
    expect(await until((i) => [visitor(String(i).padStart(10, '0')), ORDER])).toBe(5)
    expect(await until((i) => [visitor(String(i).padStart(10, '0')), ABSENT]), 'there or not').toBe(5)
    const { sendCode, sent } = codes()
    expect(await sendCode(conversation(undefined, { tries: MOST_TRIES }), asks())).toEqual({ outcome: 'limited' })
    expect(sent).toEqual([])
  })
  it('counts with what is checked: who has guessed at an order gets no code for it, nor the other way round', async () => {
    const parts = codes()
    for (let i = 0; i < 10; i++) await parts.prove(conversation(), { order: ORDER, phoneTail: '0000' })
    expect(await parts.sendCode(conversation(), asks())).toEqual({ outcome: 'limited' })
    const others = codes()
    const { kept, digits } = await got(others)
    const where = conversation(kept)
    for (let i = 0; i < 9; i++)
      expect(await others.prove(where, { order: ORDER, code: not(digits) })).toEqual({ outcome: 'failed' })
    expect(await others.prove(where, { order: ORDER, code: digits })).toEqual({ outcome: 'limited' })
  })
})
