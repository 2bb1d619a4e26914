import { describe, expect, it } from 'vitest'
import { cluesIn } from '../src/delivery/order-words.ts'
import type { Order } from '../src/domain/customer.ts'
import { isTailOf, orderTail } from '../src/lib/order-tail.ts'
import { createEntityFinder } from '../src/pipeline/entities/entities.ts'
import { withoutNumber } from '../src/pipeline/order-mention.ts'
import { ORDERS } from './helpers/orders.ts'

const NOW = new Date('2026-11-22T10:00:00Z')
const finder = (orderNumber?: string) =>
  createEntityFinder({ timeZone: 'Asia/Shanghai', ...(orderNumber === undefined ? {} : { orderNumber }) })
const numbersIn = (text: string, orderNumber?: string): string[] =>
  finder(orderNumber)(text, NOW)
    .filter(({ type }) => type === 'order_number')
    .map(({ value }) => value)

describe('order numbers of the shop’s own form', () => {
  it.each([
    ['HAM-2026-4127', 'HAM-2026-4127到哪了', 'HAM-2026-4127'],
    ['HAM-2026-4127', '帮我看下muc-2026-877的退款', 'MUC-2026-877'],
    ['HAM-2026-4127', 'muc 2026 901', 'MUC-2026-901'],
    ['HAM-2026-4127', 'where is MUC2026901?', 'MUC-2026-901'],
    ['HAM-2026-4127', '订单号：ＭＵＣ-２０２６-９０１', 'MUC-2026-901'],
    ['10004127, WEB/26/12', '订单10009981什么时候发', '10009981'],
    ['10004127, WEB/26/12', 'web/26/7 please', 'WEB/26/7'],
  ])('told by %s: %s', (example, text, value) => {
    expect(numbersIn(text, example)).toEqual([value])
    if (/[a-z]/i.test(example.slice(0, 3))) expect(numbersIn(text), 'untold').not.toEqual([value])
  })
  it.each(['XHAM-2026-4127', 'HAMB-2026-4127', 'HAM-20261-4127', 'HAM-2026', '2026-4127'])(
    'are not read into %s',
    (text) => {
      expect(numbersIn(text, 'HAM-2026-4127')).not.toContain('HAM-2026-4127')
    },
  )
  it('leave phones, days and amounts what they are', () => {
    const types = finder('10004127')('手机13800138000，11月22号付了129元', NOW).map(({ type }) => type)
    expect(types).toEqual(['phone', 'date', 'money'])
  })
  it.each(['abc', 'HAM', 'HAM-2026-*', '-4127-', '1'.repeat(41)])(
    '%s is no example: it says what one is',
    (example) => {
      expect(() => finder(example)).toThrow(/orderNumber is .* write an order number of yours, e\.g\. HAM-2026-4127/)
    },
  )
})

describe('the end of a number', () => {
  it.each([
    ['20261118003345', '3345'],
    ['MUC-2026-902', '902'],
    ['HAM-2026-4127', '4127'],
    ['BK-88121-26', '2126'],
    ['WEB/26/7', '267'],
    ['AB-7', 'AB-7'],
  ])('of %s is %s', (id, tail) => {
    expect(orderTail(id)).toBe(tail)
    expect(isTailOf(tail, id)).toBe(true)
  })
  it('is heard with what divides it or without, and no other is', () => {
    expect(['2126', '12126', '1-26', '26'].map((said) => isTailOf(said, 'BK-88121-26'))).toEqual([
      true,
      true,
      true,
      true,
    ])
    expect(['2121', '88121', '126-'].map((said) => isTailOf(said, 'BK-88121-26'))).toEqual([false, false, false])
  })
  it('tells the order that is meant', () => {
    const [first, second] = ['BK-88121-26', 'BK-88140-26'].map((id, place) => ({ ...(ORDERS[place] as Order), id }))
    const orders = [first, second] as Order[]
    const named = { entities: [{ type: 'order_tail' as const, text: '尾号2126', value: '2126' }], text: '尾号2126那单' }
    expect(cluesIn({ message: named, card: { orders } })[0]?.narrow(orders)).toEqual([first])
  })
})

describe('a message without the number of its order', () => {
  const read = (text: string): string => withoutNumber(text, finder('HAM-2026-4127')(text, NOW))
  it.each([
    ['尾号4163那单什么时候发', '我的订单什么时候发'],
    ['订单ham-2026-4127到哪了', '我的订单到哪了'],
    ['帮我查一下订单号20261118003345什么时候能到', '帮我查一下我的订单什么时候能到'],
    ['我要取消尾号8842的订单', '我要取消我的订单'],
    ['单号sf1390022763345没更新', '我的快递没更新'],
    ['8842那单退款到哪了', '我的订单退款到哪了'],
    ['cancel the one ending 8842 please', 'cancel my order please'],
    ['can you tell me when order ending 8842 ships', 'can you tell me when my order ships'],
    ['when will #4163 ship', 'when will my order ship'],
    ['track 20261118003345', 'track my order'],
    ['invoice for order ham-2026-4127?', 'invoice for my order?'],
  ])('%s asks what %s asks', (text, asked) => {
    expect(read(text)).toBe(asked)
  })
  it.each(['我的货到哪了呀', '4163', '20261118003345', '尾号3345和尾号8842两单一起查下', '手机尾号6677', '退我129元'])(
    '%s stays as it stands',
    (text) => {
      expect(read(text)).toBe(text)
    },
  )
})
