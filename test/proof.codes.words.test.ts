import { describe, expect, it } from 'vitest'
import { claimOf } from '../src/conversation/claim.ts'
import { asksForCode, codeIn, missesCode } from '../src/conversation/order-code-words.ts'
import { PHRASES } from '../src/delivery/phrases.ts'
import type { SentCode } from '../src/domain/conversation.ts'
import { heard } from './helpers/orders.ts'

const ORDER = '20261118003345'

describe('words of codes', () => {
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
