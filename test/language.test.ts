import { describe, expect, it } from 'vitest'
import type { Language } from '../src/domain/message.ts'
import { languageOf } from '../src/pipeline/language.ts'

const cases: [string, Language][] = [
  ['我的快递到哪了', 'zh'],
  ['where is my parcel', 'en'],
  ['订单 order 没到', 'zh'],
  ['refund 什么时候到账', 'zh'],
  ['我的 AirPods Pro 2 左耳没声音', 'zh'],
  ['iPhone 15 Pro Max 有货吗', 'zh'],
  ['快递 SF1390022763345 查一下', 'zh'],
  ['install费用发个明细', 'zh'],
  ['driver不接电话怎么办呀', 'zh'],
  ['想call一下rider,app里没看到拨打按钮', 'zh'],
  ['thx啦', 'zh'],
  ['hello在吗', 'zh'],
  ['hi 你好呀', 'zh'],
  ['https://shop.example.com/item/help-me-please 这个有货吗', 'zh'],
  ['发到 zhang.wei@example.com 谢谢', 'zh'],
  ['我要退貨', 'zh'],
  ['退', 'zh'],
  ['？？？在', 'zh'],
  ['预售的扫地机器人,deposit付过了,balance怎么补', 'zh'],
  ['my order from 京东 is late', 'en'],
  ['what does 七天无理由 mean', 'en'],
  ['can you tell me what 运费险 is', 'en'],
  ['Is 顺丰 the carrier for this one', 'en'],
  ['order 20261118003345 please', 'en'],
  ['refund', 'en'],
  ['WHERE IS MY ORDER', 'en'],
  ["i don't have a tracking number", 'en'],
  ['track https://例子.com/a please', 'en'],
  ['hi', 'en'],
  ['I paid ￥129 for this', 'en'],
  ['Ｗhere is my ｐarcel', 'en'],
  ['thx!!!', 'en'],
]

describe('languageOf', () => {
  it.each(cases)('%s → %s', (text, expected) => {
    expect(languageOf(text)).toBe(expected)
    expect(languageOf(text, expected === 'zh' ? 'en' : 'zh')).toBe(expected)
  })

  it.each(['', '20261118003345', '3345', '???', '😡', 'OK', 'SF1390022763345', 'https://example.com/a', 'Привет'])(
    'falls back where a text has neither: %s',
    (text) => {
      expect(languageOf(text, 'zh')).toBe('zh')
      expect(languageOf(text, 'en')).toBe('en')
      expect(languageOf(text)).toBe('zh')
    },
  )
})
