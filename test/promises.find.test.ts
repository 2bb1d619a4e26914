import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createFindPromises } from '../src/delivery/promises/find-promises.ts'
import { createEntityFinder } from '../src/pipeline/entities/entities.ts'

/** Wednesday, three in the afternoon. */
const AT = new Date('2026-11-18T15:00:00+08:00')
const finder = (timeZone: string) => createFindPromises({ findEntities: createEntityFinder({ timeZone }), timeZone })
const find = finder('Asia/Shanghai')
const said = (text: string, at = AT) =>
  find(text, at).map(({ kind, due, amount }) =>
    [kind, due, amount && `${amount.amount} ${amount.currency}`].filter((part) => part !== undefined).join(' '),
  )

describe('promises in a reply', () => {
  it('keep the figures of eval/promises.jsonl: precision and recall of 95 % on what the rules were mended on', () => {
    const rows = readFileSync(new URL('../eval/promises.jsonl', import.meta.url), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { lot: string; text: string; promises: unknown[] })
    expect(rows.length).toBeGreaterThanOrEqual(160)
    const mended = rows.filter(({ lot }) => lot !== 'held')
    const found = mended.filter(({ text }) => find(text, AT).length > 0)
    const right = found.filter(({ promises }) => promises.length > 0).length
    expect(right / found.length).toBeGreaterThan(0.95)
    expect(right / mended.filter(({ promises }) => promises.length > 0).length).toBeGreaterThan(0.95)
  })
  it('stand where they were said, each with its own sentence', () => {
    const text = '亲，不好意思！尾号3345那单今晚8点前补发。另外补您10元优惠券，周五前到账。'
    const found = find(text, AT)
    expect(found.map(({ start, end }) => text.slice(start, end))).toEqual([
      '尾号3345那单今晚8点前补发。',
      '另外补您10元优惠券，周五前到账。',
    ])
    expect(found).toMatchObject([
      { kind: 'ship', order: '3345', due: '2026-11-18T12:00:00.000Z' },
      { kind: 'compensate', amount: { amount: 1000, currency: 'CNY' }, due: '2026-11-20T16:00:00.000Z' },
    ])
    expect(found[1]).not.toHaveProperty('order')
  })
  it.each([
    ['6点前给您答复', '2026-11-18T15:00:00+08:00', 'contact 2026-11-18T10:00:00.000Z'],
    ['6点前给您答复', '2026-11-18T19:00:00+08:00', 'contact 2026-11-19T10:00:00.000Z'],
    ['三天之内给您换新', '2026-11-18T15:00:00+08:00', 'ship 2026-11-21T07:00:00.000Z'],
    ['一个半小时内联系您', '2026-11-18T15:00:00+08:00', 'contact 2026-11-18T08:30:00.000Z'],
    ['下班前给您处理好', '2026-11-18T15:00:00+08:00', 'other 2026-11-18T10:00:00.000Z'],
    ['2个工作日内退款到您账户', '2026-11-20T15:00:00+08:00', 'refund 2026-11-24T16:00:00.000Z'],
    ["We'll ship it within 2 business days", '2026-11-20T15:00:00+08:00', 'ship 2026-11-24T16:00:00.000Z'],
    ["I'll call you in half an hour", '2026-11-18T15:00:00+08:00', 'contact 2026-11-18T07:30:00.000Z'],
    ["We'll refund you by 31 December", '2026-12-31T23:30:00+08:00', 'refund 2026-12-31T16:00:00.000Z'],
    ["We'll send it out by 8pm tonight", '2026-11-18T15:00:00+08:00', 'ship 2026-11-18T12:00:00.000Z'],
  ])('%s, said at %s', (text, at, expected) => {
    expect(said(text, new Date(at))).toEqual([expected])
  })
  it("end when the shop's day does, whichever zone that is and however long the day", () => {
    const newYork = finder('America/New_York')
    // Clocks are set back in the night to 1 November 2026: the day has 25 hours.
    const due = (text: string, at: string) => newYork(text, new Date(at))[0]?.due
    expect(due("We'll ship it tomorrow", '2026-10-31T12:00:00-04:00')).toBe('2026-11-02T05:00:00.000Z')
    expect(due("We'll ship it today", '2026-10-31T12:00:00-04:00')).toBe('2026-11-01T04:00:00.000Z')
  })
  it('are none: the past, conditions, questions, guesses, rules of the shop, what the customer is to do, what is over', () => {
    for (const text of [
      '昨天已经给您补发了',
      '如果周五还没到，我们给您退款',
      '明天给您补发可以么',
      '大概周五能到',
      '一般3天内到账',
      '请您今晚8点前付款',
      '11月15日给您发货',
      'We refunded you $20 on Monday',
      'Once we have it back we will refund you within 3 days',
      'Shall we call you at 5pm?',
      'It should ship tomorrow',
      'Refunds usually arrive within 3 days',
      'You will need to return it by Friday',
      '',
    ])
      expect(said(text), text).toEqual([])
  })
  it('are found in wide figures and between marks, ten at most', () => {
    expect(said('２４小时内给您回电')).toEqual(['contact 2026-11-19T07:00:00.000Z'])
    expect(said('**今晚8点前**给您补发~')).toEqual(['ship 2026-11-18T12:00:00.000Z'])
    expect(said('1. 今晚8点前补发\n2. 明天退款20元')).toEqual([
      'ship 2026-11-18T12:00:00.000Z',
      'refund 2026-11-19T16:00:00.000Z 2000 CNY',
    ])
    expect(said('今晚8点前补发。'.repeat(40))).toHaveLength(10)
  })
  it('read at most 4,000 characters, in time that grows with them', () => {
    const filled = (filler: string): string =>
      `${filler.repeat(Math.floor(3_900 / filler.length))} 补发 we will ship it`
    const hostile = ['，', ' ', '1', 'a', 'we will ', 'and ', '今晚', '1,', '. ', '预', '补'].map(filled)
    expect(find(`${'。'.repeat(4_000)}今晚8点前补发`, AT), 'beyond what is read').toEqual([])
    const took = (text: string): number =>
      Math.min(
        ...Array.from({ length: 3 }, () => {
          const start = performance.now()
          find(text, AT)
          return performance.now() - start
        }),
      )
    const usual = took('今晚8点前给您补发。'.repeat(400))
    for (const text of hostile) expect(took(text), text.slice(0, 20)).toBeLessThan(20 * usual)
  })
})
