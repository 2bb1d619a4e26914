import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { CODE_HOOK, type CodeHookParts, createCodeHook } from '../src/adapters/sources/code-hook.ts'
import type { SourceCall } from '../src/adapters/sources/guard.ts'
import { claimOf } from '../src/conversation/claim.ts'
import { asksForCode, codeIn, missesCode } from '../src/conversation/order-code-words.ts'
import { CODE_LIFE_MS, createSendCode, type OrderCodesParts, SEND_MS } from '../src/conversation/order-codes.ts'
import { createProofLimits, MOST_TRIES } from '../src/conversation/proof-limits.ts'
import { CHECK_MS, createProve } from '../src/conversation/prove.ts'
import { PHRASES } from '../src/delivery/phrases.ts'
import type { AuditEntry } from '../src/domain/audit.ts'
import type { SentCode } from '../src/domain/conversation.ts'
import type { OrderCode } from '../src/ports/proof.ts'
import { startEndpoint } from './helpers/endpoint.ts'
import { heard } from './helpers/orders.ts'

const ORDER = '20261118003345'
const ABSENT = '20990101000000'
const CODE = '048215'
const START = Date.parse('2026-11-21T07:00:00Z')
const visitor = (address = 'a1b2c3d4e5', n = 1) => `visitor-${address}-00000000-0000-4000-8000-00000000000${n}`
const conversation = (code?: SentCode, more: { id?: string; tries?: number; customer?: string } = {}) => ({
  tenant: 'default',
  id: more.id ?? 'c1',
  customer: more.customer ?? visitor(),
  customerName: 'Visitor',
  proof: { tries: more.tries ?? 0, ...(code === undefined ? {} : { code }) },
})

/** Codes and checks on one account, with a clock that tests move. */
const codes = (more: Partial<OrderCodesParts> = {}) => {
  let now = START
  const sent: OrderCode[] = []
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
    newCode: () => CODE,
    post: async (code) => void sent.push(code),
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

const got = async (parts: ReturnType<typeof codes>, order = ORDER, where = conversation()): Promise<SentCode> => {
  const result = await parts.sendCode(where, order, 'zh')
  if (result.outcome !== 'code_sent') throw new Error(result.outcome)
  return result.code
}

describe('a code', () => {
  it('goes to the hook, and what is kept is not it', async () => {
    const parts = codes()
    const kept = await got(parts)
    const until = new Date(START + CODE_LIFE_MS).toISOString()
    expect(parts.sent).toEqual([
      { tenant: 'default', orderNumber: ORDER, code: CODE, language: 'zh', expiresAt: until },
    ])
    expect(kept).toMatchObject({ order: ORDER, until })
    expect(JSON.stringify(kept)).not.toContain(CODE)
  })
  it('proves whose the order is, once it is noted', async () => {
    const parts = codes()
    const where = conversation(await got(parts))
    expect(await parts.prove(where, { order: ORDER, code: CODE })).toEqual({ outcome: 'proven', customer: 'demo' })
    expect(parts.audited).toMatchObject([
      { action: 'prove', customer: 'demo', order: ORDER, reason: 'conversation c1, by a code' },
    ])
    expect(JSON.stringify(parts.audited)).not.toContain(CODE)
  })
  it('that is wrong, expired, of another conversation, another order or another installation, or of none fails alike', async () => {
    const parts = codes()
    const kept = await got(parts)
    const mine = { order: ORDER, code: CODE }
    const outcomes = [
      await parts.prove(conversation(kept), { order: ORDER, code: '048216' }),
      await parts.prove(conversation(kept, { id: 'c2' }), mine),
      await parts.prove(conversation({ ...kept, order: ABSENT }), { order: ABSENT, code: CODE }),
      await parts.prove(conversation(kept), { order: ABSENT, code: CODE }),
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
        const { outcome } = await parts.sendCode(conversation(), order, 'en')
        seen.push([outcome, parts.waits])
      }
    expect(seen).toEqual(seen.map(() => ['code_sent', [SEND_MS]]))
    const down = codes({ post: () => Promise.reject(new Error('down')) })
    expect(await down.sendCode(conversation(), ORDER, 'en')).toEqual({ outcome: 'code_unsent' })
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
      sendCode(conversation(undefined, { customer: visitor(undefined, n) }), order, 'zh')
    const [there, gone] = await Promise.all([lasted(send(ORDER, 1)), lasted(send(ABSENT, 2))])
    expect(there / gone).toBeCloseTo(1, 1)
  })
  it('is sent three times an hour to one visitor and five times for one order, and never after the last try', async () => {
    const until = async (next: (i: number) => [customer: string, order: string]): Promise<number> => {
      const { sendCode, sent } = codes()
      for (let i = 0; i < 20; i++) {
        const [customer, order] = next(i)
        if ((await sendCode(conversation(undefined, { customer }), order, 'zh')).outcome === 'limited') {
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
    expect(await sendCode(conversation(undefined, { tries: MOST_TRIES }), ORDER, 'zh')).toEqual({ outcome: 'limited' })
    expect(sent).toEqual([])
  })
  it('counts with what is checked: who has guessed at an order gets no code for it, nor the other way round', async () => {
    const parts = codes()
    for (let i = 0; i < 10; i++) await parts.prove(conversation(), { order: ORDER, phoneTail: '0000' })
    expect(await parts.sendCode(conversation(), ORDER, 'zh')).toEqual({ outcome: 'limited' })
    const others = codes()
    const where = conversation(await got(others))
    for (let i = 0; i < 9; i++)
      expect(await others.prove(where, { order: ORDER, code: '000000' })).toEqual({ outcome: 'failed' })
    expect(await others.prove(where, { order: ORDER, code: CODE })).toEqual({ outcome: 'limited' })
  })
})

describe('words', () => {
  it.each([
    PHRASES.zh.sendCode(),
    PHRASES.zh.anotherCode(),
    '那发个验证码吧',
    '用验证码可以吗',
    '能不能给我发个短信验证码',
    '收验证码',
    PHRASES.en.sendCode().toLowerCase(),
    PHRASES.en.anotherCode().toLowerCase(),
    'can you text me a code please',
    'use a code instead',
    'send me a code for 20261118003345',
  ])('%s asks for a code', (text) => {
    expect(asksForCode(text)).toBe(true)
  })
  it.each([
    '一直没收到验证码',
    '验证码是什么',
    '登录验证码收不到',
    '验证码不对',
    '给我发个优惠码',
    '发货了吗',
    "i didn't get a code",
    'i need a discount code',
    'where is my parcel',
    'why do you want a code',
    '我昨天买的东西到现在都还没到，你们给我发的那个取件验证码也用不了，柜子打不开，到底怎么回事，赶紧给我处理一下，不然我就投诉你们了知道吗真的很烦',
  ])('%s does not', (text) => {
    expect(asksForCode(text)).toBe(false)
  })
  it.each([
    ['048215', '048215'],
    ['验证码 048215', '048215'],
    ['048 215', '048215'],
    ['048-215 谢谢', '048215'],
    ['04 82 15', '048215'],
    ['my code is 048215.', '048215'],
    ['20261118003345', undefined],
    ['048215 和 3345', undefined],
    ['4821', undefined],
    ['0482156', undefined],
    ['我上周在你们店里买的那件衣服一共花了048215分钱你们给我退了吗到底退没退呀', undefined],
  ])('%s gives %s', (text, code) => {
    expect(codeIn(text)).toBe(code)
  })
  it.each([
    '怎么还没收到验证码',
    '短信收不到啊',
    '没有来验证码',
    "i didn't get the code",
    'no code yet',
    'never got a text',
  ])('%s says that it did not come', (text) => {
    expect(missesCode(text)).toBe(true)
  })
  it.each(['我的包裹还没到', '验证码048215', 'where is my parcel', '谢谢'])('%s does not say so', (text) => {
    expect(missesCode(text)).toBe(false)
  })
  it('mean a code only where the shop sends them and one was sent', () => {
    const code: SentCode = { order: ORDER, hash: '', until: '2026-11-22T08:10:00.000Z' }
    const named = { named: heard(ORDER).entities }
    const soon = new Date('2026-11-22T08:05:00.000Z')
    const claim = (text: string, proof: { tries: number; code?: SentCode } | undefined, codesAt: Date | null = soon) =>
      claimOf(heard(text), named, proof === undefined ? {} : { proof }, codesAt === null ? {} : { codesAt })
    expect(claim('048215', { tries: 0, code })).toEqual({ order: ORDER, code: '048215', bare: true })
    expect(claim('048215', { tries: 0 })?.code).toBeUndefined()
    expect(claim('048215', { tries: 0, code }, null)?.code).toBeUndefined()
    expect(claim('发验证码给我', { tries: 0 })).toEqual({ order: ORDER, wantsCode: true, bare: true })
    expect(claim('没收到验证码', { tries: 0, code })).toMatchObject({ order: ORDER, wantsCode: true })
    expect(claim('没收到验证码', { tries: 0 }), 'none was sent').toBeUndefined()
    expect(claim('发验证码给我', { tries: 0 }, null)).toBeUndefined()
    expect(claim('发验证码给我', undefined), 'of no order, and nobody asked').toBeUndefined()
    const ended = new Date('2026-11-22T08:15:00.000Z')
    expect(claim('048215', { tries: 0, code }, ended), 'too late is still a try').toMatchObject({ code: '048215' })
    const long = new Date('2026-11-22T09:00:00.000Z')
    expect(claim('048215', { tries: 0, code }, long)?.code, 'an hour later digits are something else').toBeUndefined()
    for (const text of ['邮编518000', '退款金额100000元', '订单号是 100235', 'sorry, my order is 100235'])
      expect(claim(text, { tries: 0, code })?.code, text).toBeUndefined()
    expect(claim('code for my order: 048215', { tries: 0, code })).toMatchObject({ code: '048215' })
    expect(claim('没收到货，短信也没有', { tries: 0, code })?.wantsCode).toBeUndefined()
    expect(claim('you never answered my message', { tries: 0, code })?.wantsCode).toBeUndefined()
    expect(claim('6677', { tries: 0, code }), 'digits of a phone stay what they are').toMatchObject({
      phoneTail: '6677',
    })
  })
})

describe('the hook', () => {
  const hooked = (url: string, more: Partial<CodeHookParts> = {}) => {
    const calls: SourceCall[] = []
    const warnings: string[] = []
    let ids = 0
    const hook = createCodeHook({
      url,
      allowPrivate: true,
      sign: (body) => ({ 'tabdesk-signature': `signed ${body.length}` }),
      newId: () => `delivery-${++ids}`,
      onCall: (call) => calls.push(call),
      onWarning: (message) => warnings.push(message),
      ...more,
    })
    return { hook, calls, warnings }
  }
  const code: OrderCode = {
    tenant: 'default',
    orderNumber: ORDER,
    code: CODE,
    language: 'zh',
    expiresAt: '2026-11-21T07:10:00.000Z',
  }
  it('gets the order number, the code, the language and when it ends, signed', async () => {
    const endpoint = await startEndpoint()
    const { hook, calls } = hooked(endpoint.url)
    await hook.post(code)
    const [call] = endpoint.heard
    expect(call?.body).toEqual(code)
    expect(call?.headers).toMatchObject({
      'tabdesk-signature': `signed ${call?.raw.length}`,
      'tabdesk-delivery': 'delivery-1',
    })
    expect(calls).toMatchObject([{ source: CODE_HOOK, outcome: 'ok' }])
    hook.close()
  })
  it('that answers of the order is taken for one that sends, and whoever runs it is told, without the order', async () => {
    const endpoint = await startEndpoint()
    const { hook, warnings } = hooked(endpoint.url)
    endpoint.answer(() => 404)
    await hook.post(code)
    expect(warnings.join()).toMatch(/answered 404: let it answer 202/)
    expect(warnings.join()).not.toMatch(new RegExp(`${ORDER}|${CODE}`))
    hook.close()
  })
  it.each([500, 503, 401, 429, 302])('that answers %i has sent nothing', async (status) => {
    const endpoint = await startEndpoint()
    const { hook } = hooked(endpoint.url)
    endpoint.answer(() => status)
    await expect(hook.post(code)).rejects.toThrow(`the code hook answered ${status}`)
    expect(endpoint.heard).toHaveLength(1)
    hook.close()
  })
  it('is called a second time, as the same delivery, where the connection was cut', async () => {
    const endpoint = await startEndpoint()
    const { hook } = hooked(endpoint.url)
    endpoint.answer(() => (endpoint.heard.length === 0 ? 'drops' : 204))
    await hook.post(code)
    expect(endpoint.heard.map(({ headers }) => headers['tabdesk-delivery'])).toEqual(['delivery-1', 'delivery-1'])
    hook.close()
  })
  it('is left alone after failures in a row', async () => {
    const endpoint = await startEndpoint()
    const { hook } = hooked(endpoint.url)
    endpoint.answer(() => 500)
    for (let i = 0; i < 6; i++) await hook.post(code).catch(() => undefined)
    expect(endpoint.heard).toHaveLength(5)
    expect(hook.state()).toBe('down')
    hook.close()
  })
  it('at an address of the house is called only where that is meant', async () => {
    const endpoint = await startEndpoint()
    const { hook } = hooked(endpoint.url, { allowPrivate: false })
    await expect(hook.post(code)).rejects.toThrow(/allowPrivate/)
    expect(endpoint.heard).toEqual([])
    hook.close()
  })
})
