import type { Localised, Money, OrderLine } from '../domain/customer.ts'

/** What the demo shop sells; prices in fen. */
const GOODS = {
  earbuds: { sku: 'EB-310', name: { zh: '蓝牙耳机', en: 'Bluetooth earbuds' }, price: 29_900 },
  crab: { sku: 'FR-808', name: { zh: '大闸蟹礼盒', en: 'Hairy crab gift box' }, price: 49_800 },
  kettle: { sku: 'KT-120', name: { zh: '电热水壶', en: 'Electric kettle' }, price: 12_900 },
  jacket: { sku: 'CL-552', name: { zh: '防风外套', en: 'Windproof jacket' }, price: 35_900 },
  lamp: { sku: 'HM-077', name: { zh: '护眼台灯', en: 'Desk lamp' }, price: 18_900 },
  tea: { sku: 'FD-214', name: { zh: '龙井茶叶', en: 'Longjing tea' }, price: 8_800 },
  shoes: { sku: 'SP-431', name: { zh: '跑步鞋', en: 'Running shoes' }, price: 42_900 },
  charger: { sku: 'EL-065', name: { zh: '快充充电器', en: 'Fast charger' }, price: 7_900 },
} as const

export type Good = keyof typeof GOODS
export const GOOD_NAMES = Object.keys(GOODS) as Good[]

export const CARRIERS = {
  sf: { zh: '顺丰速运', en: 'SF Express' },
  zto: { zh: '中通快递', en: 'ZTO Express' },
  jd: { zh: '京东物流', en: 'JD Logistics' },
  yto: { zh: '圆通速递', en: 'YTO Express' },
  ems: { zh: '邮政 EMS', en: 'China Post EMS' },
} satisfies Record<string, Localised>

export const yuan = (amount: number): Money => ({ amount, currency: 'CNY' })

/** One object a good and quantity: 1,500 orders share them. */
const made = new Map<string, OrderLine>()

export const line = (good: Good, quantity = 1): OrderLine => {
  const key = `${good} ${quantity}`
  const kept = made.get(key)
  if (kept !== undefined) return kept
  const { sku, name, price } = GOODS[good]
  const fresh: OrderLine = Object.freeze({ sku, name: { ...name }, quantity, price: yuan(price) })
  made.set(key, fresh)
  return fresh
}

export const totalOf = (lines: readonly OrderLine[]): Money =>
  yuan(lines.reduce((sum, { price, quantity }) => sum + price.amount * quantity, 0))
