import { describe, expect, it } from 'vitest'
import { day, moment, money, shopDate } from '../../src/lib/shop-format.ts'

describe('amounts', () => {
  it.each([
    [12_900, 'CNY', '¥129.00', '¥129.00'],
    [5, 'CNY', '¥0.05', '¥0.05'],
    [12_900, 'JPY', '¥12,900', '¥12,900'],
    [12_900, 'KRW', '₩12,900', '₩12,900'],
    [12_345, 'KWD', 'KWD 12.345', 'KWD 12.345'],
    [-12_900, 'USD', '-$129.00', '-$129.00'],
  ])('%d minor units of %s', (amount, currency, zh, en) => {
    const plain = (text: string) => text.replaceAll('\u00a0', ' ').replace('−', '-')
    expect(plain(money({ amount, currency }, 'zh'))).toBe(zh)
    expect(plain(money({ amount, currency }, 'en'))).toBe(en)
  })
})

describe('times', () => {
  const at = '2026-11-21T17:30:00Z'
  it("are told in the shop's time zone, wherever the server stands", () => {
    expect(moment(at, 'zh')).toBe('11月22日 01:30')
    expect(moment(at, 'en', 'Europe/London')).toBe('21 Nov 17:30')
    expect(moment(at, 'en', 'America/New_York')).toBe('21 Nov 12:30')
    expect(day(at, 'zh', 'Europe/London')).toBe('11月21日')
    expect([shopDate(at), shopDate(at, 'UTC')]).toEqual(['2026-11-22', '2026-11-21'])
  })
})
