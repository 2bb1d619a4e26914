import { describe, expect, it } from 'vitest'
import { askedFor, ofDifferentMatters } from '../src/knowledge/draft/asked-for.ts'
import { conflictBetween, statementOf } from '../src/knowledge/draft/contradict.ts'
import { figuresIn } from '../src/knowledge/draft/figures.ts'
import { createWords } from '../src/knowledge/words.ts'

const words = createWords()
const conflict = (question: string, a: string, b: string) =>
  conflictBetween(statementOf(a, question, words), statementOf(b, question, words))
const shown = (text: string): string[] => figuresIn(text).map((figure) => figure.shown)

describe('figures of an answer', () => {
  it.each([
    ['签收后7天内可退，运费 12 元，满59元包邮', ['7天', '12 元', '59元', '包邮']],
    ['七天无理由，48小时发货，1-3个工作日到账', ['七天', '48小时', '1-3个工作日']],
    ['free over $50, else $4.99; a two-year warranty', ['free', '$50', '$4.99', 'two-year']],
    ['每天 9:00-21:00，11月1日晚8点开始', ['9:00', '21:00', '11月1日', '晚8点']],
    ['ends on 31 August at 5 pm', ['31 August', '5 pm']],
    ['打八五折，最多 3 次', ['八五折', '3 次']],
  ])('%s', (text, figures) => {
    expect(shown(text)).toEqual(figures)
  })

  it.each([
    '订单 20261118003345 已发货',
    'order 20261118003345, call 400-820-4600',
    '第3步，点一下提交',
    '24小时在线客服',
    '2026年的新款',
    'feel free to ask, iPhone 15',
  ])('none in %s', (text) => {
    expect(shown(text)).toEqual([])
  })
})

describe('answers that exclude each other', () => {
  it.each([
    ['怎么退货', '签收后7天内可以退货', '收到货 15 天内可以退货', 'number', ['7天', '15 天']],
    ['邮费多少', '全国统一运费12元', '亲，全国免运费哦', 'number', ['12元', '全国免运费']],
    ['how much is delivery', 'Delivery is free', 'Delivery costs ¥12', 'number', ['free', '¥12']],
    ['能开专票吗', '支持开专票', '目前不支持开专票', 'negation', ['支持开专票', '目前不支持开专票']],
    [
      'can i cancel',
      'You can cancel the order.',
      'You cannot cancel the order.',
      'negation',
      ['You can cancel the order', 'You cannot cancel the order'],
    ],
    ['活动几号结束', '活动11月11日结束', '活动 11 月 15 日结束', 'date', ['11月11日', '11 月 15 日']],
    ['what time do you open', 'We open at 9 am.', 'We open at 10:00.', 'date', ['9 am', '10:00']],
  ])('%s: %s / %s', (question, a, b, kind, values) => {
    expect(conflict(question, a, b)).toEqual({ kind, values })
    expect(conflict(question, b, a)).toEqual({ kind, values: values.toReversed() })
  })

  it.each([
    ['七天无理由怎么算', '签收后七天内可退', '签收之后 7 天内都能退'],
    ['多久发货', '付款后48小时内发货', '付款后2天内发货'],
    ['保修多久', '保修一年', '保修 12 个月'],
    ['包邮吗', '满59元包邮，不满收8元', '订单满 59 元免运费，否则运费 8 元'],
    ['退款多久到账', '1-3个工作日到账', '3个工作日内到账'],
    ['超过7天能退吗', '7天内支持退货，超过7天不支持退货', '超过7天就不支持退货了'],
    ['怎么取消', '打开订单 20261118003345 点取消', '例如订单 20261205118876，点取消即可'],
    ['opening hours', 'We are open from 9 am to 5 pm.', 'Open 9:00-17:00 every day.'],
    ['can i return', 'Yes, you can return it. Custom goods cannot be returned.', 'You can return it.'],
    ['do you ship abroad', 'Yes, we ship to 40 countries.', 'Yes, to 40 countries; it takes 10 days.'],
  ])('not %s: %s / %s', (question, a, b) => {
    expect(conflict(question, a, b)).toBeUndefined()
  })

  it('an equal figure about something else excuses nothing', () => {
    const policy = '签收后 7 天内可无理由退货。有质量问题的，15 天内可换货。'
    expect(conflict('能退吗', policy, '签收后 15 天内可无理由退货')).toEqual({
      kind: 'number',
      values: ['7 天', '15 天'],
    })
    expect(conflict('能退吗', policy, '签收后 7 天内可无理由退货')).toBeUndefined()
  })
})

describe('questions that vectors find alike', () => {
  const differ = (a: string, b: string): boolean => ofDifferentMatters(askedFor(a), askedFor(b))
  it.each([
    ['退货期限是几天', '换货期限是几天'],
    ['什么时候发货', '发货后几天能到'],
    ['iPhone 15 有货吗', 'iPhone 14 有货吗'],
    ['How do I return an item?', 'How do I exchange an item?'],
  ])('%s and %s ask for different things', (a, b) => {
    expect(differ(a, b)).toBe(true)
  })
  it.each([
    ['怎么退货', '不想要了咋退'],
    ['下单之后几天能发出来', '多久发货'],
    ['iPhone 15 有货吗', '苹果15还有么'],
    ['How do I return an item?', 'can i send it back'],
  ])('%s and %s may be one', (a, b) => {
    expect(differ(a, b)).toBe(false)
  })
})
