import { readFileSync } from 'node:fs'
import type { ContextCard, Order, Parcel } from '../../src/domain/customer.ts'
import type { Entity } from '../../src/domain/understanding.ts'
import { readCatalogue } from '../../src/knowledge/products/catalogue.ts'
import { createEntityFinder } from '../../src/pipeline/entities/entities.ts'
import { normalise } from '../../src/pipeline/normalise.ts'

/** Saturday afternoon in the shop's time zone. */
export const TODAY = new Date('2026-11-21T15:00:00+08:00')

const GOODS: Record<string, [sku: string, zh: string, en: string, price: number]> = {
  jacket: ['CL-552', '防风外套', 'Windproof jacket', 35_900],
  crab: ['FR-808', '大闸蟹礼盒', 'Hairy crab gift box', 49_800],
  earbuds: ['EB-310', '蓝牙耳机', 'Bluetooth earbuds', 29_900],
  lamp: ['HM-077', '护眼台灯', 'Desk lamp', 18_900],
  charger: ['EL-065', '快充充电器', 'Fast charger', 7_900],
  tea: ['FD-214', '龙井茶叶', 'Longjing tea', 8_800],
  kettle: ['KT-120', '电热水壶', 'Electric kettle', 12_900],
  shoes: ['SP-431', '跑步鞋', 'Running shoes', 42_900],
}
const yuan = (amount: number) => ({ amount, currency: 'CNY' })

const order = (id: string, status: Order['status'], goods: string[], more: Partial<Order> = {}): Order => {
  const lines = goods.map((name) => {
    const [sku, zh, en, price] = GOODS[name] as (typeof GOODS)[string]
    return { sku, name: { zh, en }, quantity: 1, price: yuan(price) }
  })
  return {
    id,
    customer: 'demo',
    status,
    lines,
    total: yuan(lines.reduce((sum, { price }) => sum + price.amount, 0)),
    placedAt: `${id.slice(0, 4)}-${id.slice(4, 6)}-${id.slice(6, 8)}T10:00:00+08:00`,
    ...more,
  }
}
const parcel = (no: string, at: string): Parcel => ({
  no,
  carrier: { zh: '顺丰速运', en: 'SF Express' },
  events: [{ at, text: { zh: '已更新', en: 'Scanned' } }],
})

/** Orders in all states, newest first; told apart by their last four digits. */
export const ORDERS: Order[] = [
  order('20261121001206', 'unpaid', ['jacket']),
  order('20261120008842', 'paid', ['crab'], { shipBy: '2026-11-22T10:00:00+08:00' }),
  order('20261118003345', 'shipped', ['earbuds'], { parcel: 'SF1390022763345', eta: '2026-11-22T18:00:00+08:00' }),
  order('20261116000917', 'out_for_delivery', ['lamp', 'charger'], {
    parcel: 'JD0052118840917',
    eta: '2026-11-21T20:00:00+08:00',
  }),
  order('20261111007719', 'delivered', ['tea', 'tea', 'tea'], { parcel: 'SF1390040087719' }),
  order('20261109005127', 'delivered', ['kettle', 'tea', 'tea'], {
    parcel: 'ZT7730115512706',
    refund: {
      status: 'approved',
      amount: yuan(12_900),
      destination: { zh: '微信支付', en: 'WeChat Pay' },
      eta: '2026-11-24T18:00:00+08:00',
    },
  }),
  order('20261020004410', 'cancelled', ['shoes']),
  order('20260915003346', 'delivered', ['earbuds'], { parcel: 'SF1390011111111' }),
]

export const CARD: ContextCard = {
  customer: { id: 'demo', name: { zh: '林晓', en: 'Lin Xiao' }, coupons: [] },
  orders: ORDERS,
  parcels: [
    parcel('SF1390022763345', '2026-11-21T09:00:00+08:00'),
    parcel('JD0052118840917', '2026-11-21T08:00:00+08:00'),
    parcel('SF1390040087719', '2026-11-14T12:00:00+08:00'),
    parcel('ZT7730115512706', '2026-11-12T12:00:00+08:00'),
    parcel('SF1390011111111', '2026-09-18T12:00:00+08:00'),
  ],
  highlights: [],
  sources: [
    { source: 'crm', state: 'fresh', ageMs: 0 },
    { source: 'orders', state: 'fresh', ageMs: 0 },
    { source: 'parcels', state: 'fresh', ageMs: 0 },
  ],
}

const find = createEntityFinder({
  timeZone: 'Asia/Shanghai',
  products: readCatalogue(readFileSync(new URL('../../knowledge/catalogue.csv', import.meta.url), 'utf8')).products,
})

/** A message as the pipeline reads it, as of `TODAY`. */
export const heard = (text: string): { text: string; entities: Entity[] } => ({
  text: normalise(text),
  entities: find(text, TODAY),
})
