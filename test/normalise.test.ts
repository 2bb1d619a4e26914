import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_CHARACTERS } from '../src/pipeline/max-characters.ts'
import { normalise } from '../src/pipeline/normalise.ts'

const cases: [string, string, string][] = [
  ['full width', 'Ｗhere is my ｐarcel？？', 'where is my parcel??'],
  ['full-width punctuation', '你好，在吗！（急）', '你好,在吗!(急)'],
  ['full-width digits', '订单２０２６１１１８００３３４５', '订单20261118003345'],
  ['spaces', '  我的\t快递\n\n到哪了　 ', '我的 快递 到哪了'],
  ['drawn-out characters', '好好好好好好', '好好好'],
  ['drawn-out letters', 'noooooooo', 'nooo'],
  ['drawn-out punctuation', '退款！！！！！！！', '退款!!!'],
  ['dots', '那个。。。。。。算了', '那个。。。算了'],
  ['three in a row', '哈哈哈', '哈哈哈'],
  ['digits keep their number', '订单 10000000000345', '订单 10000000000345'],
  ['case', 'My IPHONE 15 Pro', 'my iphone 15 pro'],
  ['curly quotes', 'I don’t want “this”', 'i don\'t want "this"'],
  ['traditional', '我要退貨，訂單還沒到', '我要退货,订单还没到'],
  ['words of Taiwan', '滑鼠壞了，軟體打不開', '鼠标坏了,软件打不开'],
  ['Hong Kong', '我想轉人工客服，唔該', '我想转人工客服,唔该'],
  ['simplified keeps its own words', '这个程序的文件打不开', '这个程序的文件打不开'],
  ['characters that both use', '著名品牌吗？乾隆瓷器', '著名品牌吗?乾隆瓷器'],
  ['emoji in words', '谢谢🙏🙏，收到了👍', '谢谢 ,收到了'],
  ['emoji with parts', 'my 👨‍👩‍👧‍👦 loves it ❤️', 'my loves it'],
  ['skin tone and flags', '👋🏽 hi 🇨🇳', 'hi'],
  ['angry emoji alone', '😡😡😡', '生气 angry'],
  ['thanks by emoji', '🙏', '谢谢 thanks'],
  ['emoji that say nothing', '🐼🐼', ''],
  ['question marks alone', '？？？', '???'],
  ['zero width', '转\u200b人\u200d工', '转人工'],
  ['direction marks', '\u202eabc', 'abc'],
  ['half a character', 'a\ud800b', 'ab'],
  ['ligature', 'ﬁnd my order', 'find my order'],
  ['circled number', '第①个', '第1个'],
  ['empty', '', ''],
  ['only space', ' \n ', ''],
  ['mixed', 'install费用 发个 明细～～～～～', 'install费用 发个 明细~~~'],
]

describe('normalise', () => {
  it.each(cases)('%s', (_, text, expected) => {
    expect(normalise(text)).toBe(expected)
  })

  it('reads at most 4,000 characters, also of what unfolds into more', () => {
    expect(normalise('订单 '.repeat(5_000)).length).toBeLessThanOrEqual(MAX_CHARACTERS)
    expect(normalise('㍿ '.repeat(3_000)).length).toBeLessThanOrEqual(MAX_CHARACTERS)
  })

  it('changes nothing the second time', () => {
    for (const [, text] of cases) expect(normalise(normalise(text))).toBe(normalise(text))
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        expect(normalise(normalise(text))).toBe(normalise(text))
      }),
      { numRuns: 500 },
    )
  })
})
