import { createRandom } from '../lib/random.ts'
import { tellContacts } from './contact-data.ts'
import { addCrowd } from './crowd.ts'
import { CARRIERS, line, yuan } from './goods.ts'
import { tellTimes } from './order-times.ts'
import { PASSED, tellParcel } from './parcel-story.ts'
import { PLACES } from './places.ts'
import { COUPONS, coupon, PAYMENTS, placeOrder, type ShopData, TIERS } from './records.ts'
import { createShopClock, type ShopClock } from './shop-clock.ts'

const [HANGZHOU, SHANGHAI, BEIJING, CHENGDU] = PLACES
/** Of all orders, known people's and the crowd's. */
const ORDERS = 1_500
const SEED = 1

/**
 * The demo shop's customers, orders and parcels, all times told from `now` (milliseconds), so that a parcel is on its way on whatever day
 * the demo starts: some people whom the documentation knows, and `crowd` customers `customer-1` …, the same ones for the same `seed`. Without a
 * crowd the few orders of the few people.
 */
export const createShopData = (now: number, crowd = 200, seed = SEED): ShopData => {
  const clock = createShopClock(now)
  const data: ShopData = { customers: [], orders: [], parcels: [] }
  addLinXiao(data, clock)
  addLiWei(data, clock)
  addAnna(data, clock)
  addZhaoMin(data, clock)
  if (crowd > 0) addCrowd(data, clock, { customers: crowd, orders: ORDERS - data.orders.length }, createRandom(seed))
  tellContacts(data.customers)
  tellTimes(data, clock)
  return data
}

const addLinXiao = ({ customers, orders, parcels }: ShopData, clock: ShopClock): void => {
  const customer = 'demo'
  customers.push({
    id: customer,
    name: { zh: '林晓', en: 'Lin Xiao' },
    tier: TIERS.gold,
    points: 2_380,
    coupons: [coupon(clock, COUPONS.thirty, 10)],
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
      {
        customer,
        status: 'paid',
        placedAt: clock.hoursAgo(9),
        shipBy: clock.hoursAgo(9 - 48),
        address: HANGZHOU.address,
      },
      '008842',
      [line('crab')],
    ),
    placeOrder(
      {
        customer,
        status: 'shipped',
        placedAt: clock.hoursAgo(52),
        eta: clock.dayAt(1, 18),
        address: HANGZHOU.address,
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
        address: HANGZHOU.address,
        parcel: zto.no,
        refund: { status: 'approved', amount: yuan(12_900), destination: PAYMENTS.wechat, eta: clock.dayAt(3, 18) },
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
    to: SHANGHAI,
    no: 'JD0052118840917',
    carrier: CARRIERS.jd,
    passed: PASSED.outForDelivery,
    newestHoursAgo: 1,
  })
  parcels.push(jd)
  const address = SHANGHAI.address
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
    to: BEIJING,
    no: 'SF1390040087719',
    carrier: CARRIERS.sf,
    passed: PASSED.delivered,
    newestHoursAgo: 30,
  })
  parcels.push(sf)
  const address = BEIJING.address
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
    coupons: [coupon(clock, COUPONS.thirty, 10)],
  })
  const zto = tellParcel(clock, {
    to: CHENGDU,
    no: 'ZT7730119906053',
    carrier: CARRIERS.zto,
    passed: PASSED.inTransit,
    newestHoursAgo: 41,
  })
  parcels.push(zto)
  const address = CHENGDU.address
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
        refund: { status: 'paid', amount: yuan(7_900), destination: PAYMENTS.alipay },
      },
      '002294',
      [line('charger')],
    ),
  )
}
