import type { Coupon } from '../domain/customer.ts'
import { addCrowd } from './crowd.ts'
import { CARRIERS, line, yuan } from './goods.ts'
import { PASSED, tellParcel } from './parcel-story.ts'
import { placeOrder, type ShopData, TIERS } from './records.ts'
import { createShopClock, type ShopClock } from './shop-clock.ts'

const WECHAT_PAY = { zh: '微信支付', en: 'WeChat Pay' }
const ALIPAY = { zh: '支付宝', en: 'Alipay' }
const HANGZHOU = { zh: '杭州市西湖区***', en: 'Xihu District, Hangzhou ***' }

/**
 * The demo shop's customers, orders and parcels, all times told from `now` (milliseconds), so that a parcel is on its way on whatever day
 * the demo starts. `crowd` customers `customer-1` … for load.
 */
export const createShopData = (now: number, crowd = 200): ShopData => {
  const clock = createShopClock(now)
  const data: ShopData = { customers: [], orders: [], parcels: [] }
  addLinXiao(data, clock)
  addLiWei(data, clock)
  addAnna(data, clock)
  addZhaoMin(data, clock)
  addCrowd(data, clock, crowd)
  return data
}

const coupon = (clock: ShopClock): Coupon => ({
  name: { zh: '满200减30', en: '¥30 off orders over ¥200' },
  expires: clock.dayAt(10, 23),
})

const addLinXiao = ({ customers, orders, parcels }: ShopData, clock: ShopClock): void => {
  const customer = 'demo'
  customers.push({
    id: customer,
    name: { zh: '林晓', en: 'Lin Xiao' },
    tier: TIERS.gold,
    points: 2_380,
    coupons: [coupon(clock)],
  })
  const sf = tellParcel(clock, {
    no: 'SF1390022763345',
    carrier: CARRIERS.sf,
    passed: PASSED.inTransit,
    newestHoursAgo: 3,
  })
  const zto = tellParcel(clock, {
    no: 'ZT7730115512706',
    carrier: CARRIERS.zto,
    passed: PASSED.delivered,
    newestHoursAgo: 150,
  })
  parcels.push(sf, zto)
  orders.push(
    placeOrder(
      { customer, status: 'paid', placedAt: clock.hoursAgo(9), shipBy: clock.hoursAgo(9 - 48), address: HANGZHOU },
      '008842',
      [line('crab')],
    ),
    placeOrder(
      {
        customer,
        status: 'shipped',
        placedAt: clock.hoursAgo(52),
        eta: clock.dayAt(1, 18),
        address: HANGZHOU,
        parcel: sf.no,
      },
      '003345',
      [line('earbuds')],
    ),
    placeOrder(
      {
        customer,
        status: 'delivered',
        placedAt: clock.hoursAgo(240),
        address: HANGZHOU,
        parcel: zto.no,
        refund: { status: 'approved', amount: yuan(12_900), destination: WECHAT_PAY, eta: clock.dayAt(3, 18) },
      },
      '005127',
      [line('kettle'), line('tea', 2)],
    ),
  )
}

const addLiWei = ({ customers, orders, parcels }: ShopData, clock: ShopClock): void => {
  const customer = 'li-wei'
  customers.push({ id: customer, name: { zh: '李伟', en: 'Li Wei' }, tier: TIERS.silver, points: 640, coupons: [] })
  const jd = tellParcel(clock, {
    no: 'JD0052118840917',
    carrier: CARRIERS.jd,
    passed: PASSED.outForDelivery,
    newestHoursAgo: 1,
  })
  parcels.push(jd)
  const address = { zh: '上海市浦东新区***', en: 'Pudong, Shanghai ***' }
  orders.push(
    placeOrder({ customer, status: 'unpaid', placedAt: clock.hoursAgo(0.2), address }, '001206', [line('jacket')]),
    placeOrder(
      {
        customer,
        status: 'out_for_delivery',
        placedAt: clock.hoursAgo(70),
        eta: clock.dayAt(0, 20),
        address,
        parcel: jd.no,
      },
      '000917',
      [line('lamp'), line('charger')],
    ),
  )
}

const addAnna = ({ customers, orders, parcels }: ShopData, clock: ShopClock): void => {
  const customer = 'anna'
  customers.push({
    id: customer,
    name: { zh: '安娜·施密特', en: 'Anna Schmidt' },
    tier: TIERS.member,
    points: 90,
    coupons: [],
  })
  const sf = tellParcel(clock, {
    no: 'SF1390040087719',
    carrier: CARRIERS.sf,
    passed: PASSED.delivered,
    newestHoursAgo: 30,
  })
  parcels.push(sf)
  const address = { zh: '北京市朝阳区***', en: 'Chaoyang, Beijing ***' }
  orders.push(
    placeOrder({ customer, status: 'cancelled', placedAt: clock.hoursAgo(40), address }, '004410', [line('shoes')]),
    placeOrder({ customer, status: 'delivered', placedAt: clock.hoursAgo(120), address, parcel: sf.no }, '007719', [
      line('tea', 3),
    ]),
  )
}

const addZhaoMin = ({ customers, orders, parcels }: ShopData, clock: ShopClock): void => {
  const customer = 'zhao-min'
  customers.push({
    id: customer,
    name: { zh: '赵敏', en: 'Zhao Min' },
    tier: TIERS.gold,
    points: 5_120,
    coupons: [coupon(clock)],
  })
  const zto = tellParcel(clock, {
    no: 'ZT7730119906053',
    carrier: CARRIERS.zto,
    passed: PASSED.inTransit,
    newestHoursAgo: 41,
  })
  parcels.push(zto)
  const address = { zh: '成都市武侯区***', en: 'Wuhou District, Chengdu ***' }
  orders.push(
    placeOrder(
      { customer, status: 'shipped', placedAt: clock.hoursAgo(130), eta: clock.dayAt(-1, 18), address, parcel: zto.no },
      '006053',
      [line('shoes')],
    ),
    placeOrder(
      { customer, status: 'paid', placedAt: clock.hoursAgo(50), shipBy: clock.hoursAgo(2), address },
      '009338',
      [line('lamp')],
    ),
    placeOrder(
      {
        customer,
        status: 'cancelled',
        placedAt: clock.hoursAgo(300),
        address,
        refund: { status: 'paid', amount: yuan(7_900), destination: ALIPAY },
      },
      '002294',
      [line('charger')],
    ),
  )
}
