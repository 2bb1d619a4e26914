import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { codesIn } from '../src/knowledge/codes.ts'
import { readKnowledgeFolder } from '../src/knowledge/folder.ts'
import { passagesOf } from '../src/knowledge/passages.ts'
import { createQueryReader, type QueryReader } from '../src/knowledge/query.ts'
import { checkedSynonyms } from '../src/knowledge/synonyms.ts'
import { createWords } from '../src/knowledge/words.ts'
import { typedApart } from '../src/lib/typed-apart.ts'
import { normalise } from '../src/pipeline/normalise.ts'

interface Slip {
  text: string
  meant: string
  lang: 'zh' | 'en'
}
const at = (path: string): string => new URL(`../${path}`, import.meta.url).pathname
const rows = <T>(path: string): T[] =>
  readFileSync(at(path), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T)
const words = createWords(readFileSync(at('knowledge/words.txt'), 'utf8'))
const reader = createQueryReader(words)
let texts: string[] = []
const taught = async (synonyms: string[][] = []): Promise<QueryReader> => {
  const other = createQueryReader(words)
  await other.learn(texts, synonyms)
  return other
}

beforeAll(async () => {
  const { articles, facts } = await readKnowledgeFolder(at('knowledge'))
  texts = articles.flatMap((article) => passagesOf(article, facts).map(({ text }) => normalise(text)))
  await reader.learn(texts, [])
})

describe('a misspelt question', () => {
  it.each([
    ['我要退快', '我要退款'],
    ['物留到哪了', '物流到哪了'],
    ['优惠卷怎么用', '优惠券怎么用'],
    ['运废险赔多少', '运费险赔多少'],
    ['发漂能补开吗', '发票能补开吗'],
    ['where is my pakage', 'where is my package'],
    ['my cupon does not work', 'my coupon does not work'],
    ['refnud please, the warrenty is over', 'refund please, the warranty is over'],
  ])('%s is read as %s', (asked, meant) => {
    expect(reader.read(asked)).toBe(meant)
  })

  it.each(['zh', 'en'] as const)(
    '%s: of sixty and more, as people type them, many are put right and the rest stay',
    (lang) => {
      const slips = rows<Slip>('eval/slips.jsonl').filter((slip) => slip.lang === lang)
      expect(slips.length).toBeGreaterThanOrEqual(60)
      const read = slips.map(({ text, meant }) => ({
        text,
        meant: normalise(meant),
        now: reader.read(normalise(text)),
      }))
      const right = read.filter(({ meant, now }) => meant === now).length
      expect(right / slips.length).toBeGreaterThan(0.4)
      const spoilt = read.filter(({ text, meant, now }) => now !== meant && now !== normalise(text))
      expect(spoilt.length / slips.length, spoilt.map(({ text, now }) => `${text} → ${now}`).join(', ')).toBeLessThan(
        0.1,
      )
    },
  )

  it('is only what the library’s words make it: one that knows nothing changes nothing', () => {
    const { read } = createQueryReader(words)
    for (const { text } of rows<Slip>('eval/slips.jsonl')) expect(read(text)).toBe(text)
  })
})

describe('a right question', () => {
  it('of the validation set is hardly ever touched', () => {
    const asked = rows<{ text: string }>('knowledge/validation.jsonl').map(({ text }) => normalise(text))
    const touched = asked.filter((text) => reader.read(text) !== text)
    expect(touched.length / asked.length, touched.join(' | ')).toBeLessThan(0.01)
  })

  it.each([
    '我想退快递费',
    '快点发货',
    '钱退了没',
    '帮我查下单',
    'what is the wattage of the heater',
    'we grow tomatoes in portugal',
    'can i buy apples',
    'the ax200 case for my iphone15',
  ])('%s stays', (text) => {
    expect(reader.read(text)).toBe(text)
  })
})

describe('synonyms', () => {
  it('say it in the library’s words, in both directions and the longest first, wherever the term stands whole', async () => {
    const { read } = await taught([
      ['小蓝卡', '会员卡', '会员'],
      ['小蓝卡福袋', '优惠券'],
      ['snazzy', 'coupon'],
    ])
    expect(read('小蓝卡怎么开')).toBe('会员怎么开')
    expect(read('小蓝卡福袋怎么领')).toBe('优惠券怎么领')
    expect(read('my snazzy expired')).toBe('my coupon expired')
    expect(read('my snazzyness expired')).toBe('my snazzyness expired')
    expect(read('优惠券怎么领'), 'the commoner term stays').toBe('优惠券怎么领')
    const { read: turned } = await taught([['优惠券', '小蓝卡福袋']])
    expect(turned('小蓝卡福袋怎么领')).toBe('优惠券怎么领')
  })

  it.each([
    [[['退款']], /groups\[0\]: needs two different terms/],
    [[['退款', '退款 ']], /groups\[0\]: needs two different terms/],
    [[['退款', '']], /groups\[0\]\[1\]: is empty/],
    [
      [
        ['退款', '退钱'],
        ['返款', '退钱'],
      ],
      /groups\[1\]\[1\]: "退钱" stands in groups\[0\] too/,
    ],
    [[['退款', '退款'.repeat(21)]], /groups\[0\]\[1\]: is longer than 40 characters/],
    [[Array.from({ length: 21 }, (_, n) => `词${n}`)], /groups\[0\]: 21 terms: at most 20/],
    [Array.from({ length: 501 }, (_, n) => [`甲${n}`, `乙${n}`]), /501 groups: at most 500/],
  ])('%# are refused where they cannot be meant', (groups, message) => {
    expect(() => checkedSynonyms(groups, normalise)).toThrow(message)
  })
})

describe('codes', () => {
  it('are one however they are written, and no words or short numbers', () => {
    expect(codesIn('AX-200 和 ＡＸ200 的保修, item 690123, 尺码 38, wi-fi, 24-hour, 满200减30')).toEqual([
      'ax200',
      '690123',
    ])
  })
})

describe('keystrokes between words', () => {
  it.each([
    ['refund', 'refnud', 1],
    ['package', 'pakage', 1],
    ['kuan', 'kuai', 1],
    ['order', 'order', 0],
    ['coupon', 'delivery', 3],
  ])('%s and %s: %i', (a, b, apart) => {
    expect(typedApart(a, b, 2)).toBe(apart)
  })
})
