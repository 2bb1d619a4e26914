import { describe, expect, it } from 'vitest'
import { acknowledges, joined, leansOn, meansAnother, pointsBack, wordsIn } from '../src/conversation/wording.ts'
import { languageOf, tellsNoLanguage } from '../src/pipeline/language.ts'

describe('wording', () => {
  it.each([
    '那运费呢',
    '那么多久',
    '要是生鲜呢',
    '手续费呢？',
    'and the shipping?',
    'what about tibet',
    'sunday instead?',
    '还有发票呢',
  ])('%s leans on what was said before', (text) => expect(leansOn(text)).toBe(true))
  it.each(['我的货到哪了', '怎么开发票', '取消订单', 'where is my parcel', 'cancel my order', 'android app crashes'])(
    '%s does not',
    (text) => expect(leansOn(text)).toBe(false),
  )
  it.each(['那个呢', '另外那笔呢', '另一单呢？', 'the other one?', 'and that one', 'what about this one'])(
    '%s only points',
    (text) => expect(pointsBack(text)).toBe(true),
  )
  it.each(['那退款呢', '那个坏了', 'and the refund?', '呢', '？？', 'and'])('%s does not only point', (text) =>
    expect(pointsBack(text)).toBe(false),
  )
  it('knows another from the same', () => {
    expect(['另外那笔呢', 'the other one?'].map(meansAnother)).toEqual([true, true])
    expect(['那个呢', 'that one?'].map(meansAnother)).toEqual([false, false])
  })
  it('joins what was asked and what was added, without the words that only join', () => {
    expect(joined('退货怎么申请', '那运费呢？')).toBe('退货怎么申请 运费')
    expect(joined('how do i return it', 'and the shipping?')).toBe('how do i return it the shipping')
    expect(joined('退货怎么申请', '那呢')).toBe('退货怎么申请 那呢')
  })
  it('knows what only says that it was heard', () => {
    expect(['好的', '嗯嗯。', 'ok', 'OK, got it!'.toLowerCase(), '好的 ok', '👍', '知道了'].map(acknowledges)).toEqual(
      Array(7).fill(true),
    )
    expect(['好多钱', '那运费呢', 'ok and the us?', 'not sure', '1234', '可以退吗'].map(acknowledges)).toEqual(
      Array(6).fill(false),
    )
    expect(acknowledges(`${'好'.repeat(4_000)}x`)).toBe(false)
  })
  it('counts two Chinese characters as a word', () => {
    expect(wordsIn('我的货到哪了')).toBe(3)
    expect(wordsIn('wheres my parcel')).toBe(3)
    expect(wordsIn('')).toBe(0)
  })
})

describe('language of a message', () => {
  it.each(['ok', 'OK 👍', '1234', '👍', '??', '20261118003345', 'iphone', 'hi', 'ᕕ( ᐛ )ᕗ', '(´・ω・`)', 'ಠ_ಠ'])(
    '%s tells none',
    (text) => expect(tellsNoLanguage(text)).toBe(true),
  )
  it.each(['好', '네', '嗯嗯', 'thank you', 'where', 'ok so where is it', 'ok 谢谢', 'привет'])('%s does', (text) =>
    expect(tellsNoLanguage(text)).toBe(false),
  )
  it('switches with the customer', () => {
    expect(['我的货到哪了', 'where is it', '还没收到'].map((text) => languageOf(text))).toEqual(['zh', 'en', 'zh'])
  })
})
