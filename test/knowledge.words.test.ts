import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { stem } from '../src/knowledge/stem.ts'
import { createWords } from '../src/knowledge/words.ts'

const words = createWords(readFileSync(new URL('../knowledge/words.txt', import.meta.url), 'utf8'))

describe('words of a text', () => {
  it('keep the shop’s own words whole, and the words inside them', () => {
    expect(words('运费险怎么用花呗')).toEqual(expect.arrayContaining(['运费险', '运费', '花呗', '怎么']))
    expect(words('帮我转人工')).toContain('转人工')
    expect(createWords()('怎么用花呗')).not.toContain('花呗')
  })

  it('fold forms, case and width, and drop what says nothing', () => {
    expect(words('The PARCELS were delivered, please')).toEqual(['parcel', 'deliver'])
    expect(words('ＡＰＰ 打不开')).toEqual(words('app 打不开'))
    expect(words('请问你们的物流')).toEqual(['物流'])
    expect(words("it's not working, don't know why")).toEqual(['not', 'work', 'dont', 'know', 'why'])
  })

  it('leave out numbers of orders and parcels, and keep short ones', () => {
    expect(words('订单 20261118003345 满200减30 iPhone 15')).toEqual(
      expect.arrayContaining(['订单', '200', '30', '15']),
    )
    expect(words('20261118003345')).toEqual([])
  })

  it('are pairs of characters where jieba does not load', () => {
    const pairs = createWords('', () => {
      throw new Error('no such module')
    })
    expect(pairs('退货款 ok 退')).toEqual(['退货', '货款', 'ok', '退'])
  })

  it('of a very long text are those of its beginning', () => {
    expect(words('退货'.repeat(1_000_000)).length).toBeLessThan(5_000)
  })
})

describe('stems', () => {
  it.each([
    ['ship ships shipped shipping', 'ship'],
    ['deliver delivers delivered delivering', 'deliver'],
    ['delivery deliveries', 'deliveri'],
    ['exchange exchanges exchanged exchanging', 'exchang'],
    ['cancel cancels cancelled canceled cancelling', 'cancel'],
    ['refund refunds refunded refunding', 'refund'],
    ['box boxes boxed', 'box'],
    ['call calls called calling', 'cal'],
  ])('are one for %s', (forms, expected) => {
    expect(new Set(forms.split(' ').map(stem))).toEqual(new Set([expected]))
  })

  it.each(['red', 'ring', 'bus', 'address', 'iphone15', 'status', 'thing'])('leave %s recognisable', (word) => {
    expect(word.startsWith(stem(word)) && stem(word).length >= word.length - 2).toBe(true)
  })
})
