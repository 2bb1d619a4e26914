import { describe, expect, it } from 'vitest'
import { noticeChange } from '../src/conversation/noticing-changes.ts'
import { tellsOfChange } from '../src/conversation/tells-of-change.ts'

const CHANGED = [
  '我刚付了款',
  '刚付完款怎么还显示待付款',
  '我刚刚付款了',
  '我刚付了款，怎么还没发货',
  '还没发货吗？我已经付款了',
  '已经付款了',
  '我已支付，快发货吧',
  '钱付过了呀',
  '尾款补了',
  '定金交了',
  '刚改了地址',
  '我刚把收货地址改了',
  '地址改好了',
  '刚才取消了一单',
  '那单我取消了',
  '我申请退款了',
  '退货已经寄回去了',
  '快递我签收了',
  '刚下单的那个',
  '运费补了你看下',
  '已经提交退款申请',
  '付款成功了，订单号3345',
  'I just paid',
  'i just paid for it can you check',
  'Just paid now. When will it ship?',
  "I've paid already",
  'I have already paid for the kettle',
  'Already paid!!',
  'i changed the address',
  'I just updated my delivery address',
  'just cancelled the order',
  'I cancelled it a minute ago',
  'I already sent it back',
  'we returned it yesterday',
  'Payment went through, status still says unpaid',
  'my husband paid this morning',
  'I’ve just changed my address',
  'paid just now',
]

const UNCHANGED = [
  '',
  '你好',
  '怎么付款',
  '我要付款',
  '我想改地址',
  '可以改地址吗',
  '还没付款会取消吗',
  '没付款',
  '能不能取消订单',
  '我的货到哪了',
  '什么时候发货',
  '退款多久到账',
  '如何申请退款',
  '是不是已经取消了',
  '准备付款，有优惠吗',
  '未付款的订单多久关闭',
  'how do I pay',
  'I want to change my address',
  'can I cancel my order?',
  "I haven't paid yet",
  'I would like to return it',
  'where is my parcel',
  'should I have paid by now',
  'when will you refund me',
  'how can i get this changed',
  'I will pay tomorrow',
  "i didn't cancel anything",
]

describe('what customers say they have changed', () => {
  it.each(CHANGED)('%s', (text) => expect(tellsOfChange(text)).toBe(true))
  it.each(UNCHANGED)('not: %s', (text) => expect(tellsOfChange(text)).toBe(false))

  it('takes no longer for a text that was made to', () => {
    const slow = (length: number): number => {
      const text = `刚${'付'.repeat(length)}`.repeat(2)
      const started = performance.now()
      tellsOfChange(text)
      tellsOfChange(`just ${'paid '.repeat(length)}`)
      return performance.now() - started
    }
    slow(2_000)
    expect(slow(2_000)).toBeLessThan(20 * Math.max(1, slow(500)))
  })
})

describe('whose orders are read again', () => {
  const noticed = (text: string | undefined, by: Partial<Parameters<typeof noticeChange>[1]>, owesTurn = true) => {
    const told: string[][] = []
    noticeChange(
      { tenant: 'default', owesTurn, ...(text === undefined ? {} : { text }) },
      { customer: 'demo', ...by },
      (...of) => told.push(of),
    )
    return told
  }

  it('those of who says it, or of who they have proven to be', () => {
    expect(noticed('我刚付了款', {})).toEqual([['default', 'demo']])
    expect(noticed('I just paid', { customer: 'visitor-1', proof: { tries: 0 } })).toEqual([['default', 'visitor-1']])
    expect(noticed('我刚付了款', { customer: 'visitor-1', proof: { tries: 1, customer: 'demo' } })).toEqual([
      ['default', 'demo'],
    ])
  })

  it('nobody’s, where an agent says it, or nothing is said of it', () => {
    expect(noticed('您刚付了款', {}, false)).toEqual([])
    expect(noticed('怎么付款', {})).toEqual([])
    expect(noticed(undefined, {})).toEqual([])
  })
})
