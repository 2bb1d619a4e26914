import type { Order, OrderStatus, Parcel } from '../domain/customer.ts'
import { type Entity, namesOrder } from '../domain/understanding.ts'
import { fractionDigits } from '../lib/minor-units.ts'
import { isTailOf } from '../lib/order-tail.ts'
import { shopDate } from '../lib/shop-format.ts'
import type { Clue, CluesIn } from './order-clue.ts'
import { goodsClue } from './order-goods.ts'

/** What a message says of the order that it means, the surest first. Pure. */
export const cluesIn = ({ message, card, zone }: CluesIn): Clue[] => [
  ...numberClue(message, card.orders),
  ...goodsClue(message, card.orders),
  ...stateClues(message.text),
  ...moneyClues(message),
  ...dateClues(message, card, zone),
  ...placeClues(message.text),
]

const numberClue = ({ text, entities }: CluesIn['message'], orders: readonly Order[]): Clue[] => {
  const names = entities.filter(namesOrder)
  const [first] = names
  if (first === undefined) return loneDigits(text, entities, orders)
  const fits = ({ id, parcel }: Order): boolean =>
    names.some(({ type, value }) =>
      type === 'parcel_number' ? parcel === value : id === value || (type === 'order_tail' && isTailOf(value, id)),
    )
  // 花了299那单: what ends no number may be what was paid.
  if (names.length === 1 && first.type === 'order_tail' && !orders.some(fits)) {
    const paid = ({ total }: Order): boolean =>
      total.amount === Number(first.value) * 10 ** fractionDigits(total.currency)
    if (orders.some(paid)) return [{ narrow: (all) => all.filter(paid), said: first.text.toLowerCase(), points: true }]
  }
  return [
    {
      narrow: (all) => all.filter(fits),
      said: names.map(({ text }) => text.toLowerCase()).join(' '),
      points: true,
      kind: 'number',
    },
  ]
}

const LONE_DIGITS = /(?<![\d.])\d{4}(?![\d.])/gu

/** 那8842呢: four digits that nothing says the meaning of are an order's where one ends in them. */
const loneDigits = (text: string, entities: readonly Entity[], orders: readonly Order[]): Clue[] =>
  [...text.matchAll(LONE_DIGITS)].flatMap(([digits]): Clue[] =>
    orders.some(({ id }) => isTailOf(digits, id)) && !entities.some((one) => one.text.includes(digits))
      ? [{ narrow: (all) => all.filter(({ id }) => isTailOf(digits, id)), said: digits, points: true, kind: 'number' }]
      : [],
  )

interface StateWords {
  /** Groups of states; the first that an order is in counts. */
  groups: readonly (readonly (OrderStatus | 'refund')[])[]
  zh: string
  en: string
}

const STATES: readonly StateWords[] = [
  {
    groups: [['shipped', 'out_for_delivery'], ['paid']],
    zh: '(?:还|一直)?[没未](?:有)?(?:送)?(?:到货|收到|送到|签收|到)',
    en: "(?:has|have)(?:n't| not)(?: yet)? (?:arrived|come|been delivered|turned up|shown up)|(?:did|does|is|are|was)(?:n't| not)(?: been)?(?: yet)? (?:arrive|come|delivered|here)|(?:i )?(?:have|did)(?:n't| not) (?:received?|got|get)|undelivered",
  },
  {
    groups: [['paid']],
    zh: '(?:还|一直)?(?:[没未](?:有)?发(?:货|出)?|待发货)',
    en: "(?:has|have)(?:n't| not)(?: yet)? (?:shipped|been shipped|been sent|left)|unshipped",
  },
  {
    groups: [['unpaid']],
    zh: '(?:还)?(?:[没未](?:有)?(?:付款|付钱|支付|付)|待付款)',
    en: "unpaid|(?:i )?(?:have|did)(?:n't| not)(?: yet)? (?:paid|pay)(?: for)?|(?:is|was)(?:n't| not) paid",
  },
  {
    groups: [['out_for_delivery']],
    zh: '(?:正在?)?(?:派送|派件|送货|配送)中?',
    en: "(?:is |are |'s )?out for delivery",
  },
  {
    groups: [['shipped', 'out_for_delivery']],
    zh: '(?:已经?)?(?:发货|发出|发)了?|(?:还)?在路上|运输中|在途',
    en: "(?:(?:is|are|was|were|has|have)(?: been)? |'s )?(?:already )?(?:shipped|in transit|on (?:its|the|their) way)",
  },
  {
    groups: [['delivered']],
    zh: '(?:已经?)?(?:签收|收到|送到|到货)了?|(?:已经?)到了?',
    en: "(?:(?:was|were|is|are|has|have)(?: been)? |'s )?(?:already )?(?:delivered|arrived|received)",
  },
  {
    groups: [['cancelled']],
    zh: '(?:被|已经?)取消了?|(?<![要想能以我]|帮我|给我)取消(?:了|掉)',
    en: "(?:(?:was|were|is|got|has been) |'s )?cancell?ed",
  },
  {
    groups: [['refund']],
    zh: '(?<![要想请])退款(?:中|了)?|退了款|在退款?',
    en: "(?:(?:was|is being|is|being|got|has been) |'s )?refunded|with (?:the|a) refund",
  },
]

const ZH_AFTER_STATE = '(?:的(?!话|时候|时间|钱|原因|问题|货)|(?=[那这](?:个|单|笔|件|双|台|盒|一)))'
const EN_NOUN = '(?:one|ones|order|orders|parcel|package|item|thing|stuff)'

const stateClues = (text: string): Clue[] => {
  for (const { groups, zh, en } of STATES) {
    const found =
      new RegExp(`(?:${zh})${ZH_AFTER_STATE}`, 'u').exec(text) ??
      new RegExp(`\\b(?:that|which|that's)(?= |') ?(?:${en})\\b`).exec(text) ??
      new RegExp(`\\b(?:${en}) ${EN_NOUN}\\b`).exec(text) ??
      new RegExp(`\\b(?:one|order|parcel|package) (?:i )?(?:${en})\\b`).exec(text)
    if (found === null) continue
    const narrow = (orders: readonly Order[]): Order[] => {
      for (const group of groups) {
        const fits = orders.filter((order) =>
          group.some((state) => (state === 'refund' ? order.refund !== undefined : order.status === state)),
        )
        if (fits.length > 0) return fits
      }
      return []
    }
    return [{ narrow, said: found[0], points: true, kind: 'state' }]
  }
  return []
}

const PAID_BEFORE =
  /(?:花了?|付了?款?|支付|实付|一共|总共|价格|paid|spent|cost(?:s|ed)?|worth|for)(?: me| around| about)?\s*$/
const PAID_AFTER =
  /^(?:多)?(?:块钱?|元|rmb|yuan)?\s*(?:的|那|这|买的|一?[单笔]|$|[,，。.?!]|(?:one|order|parcel|purchase|thing)\b|i paid\b)/u

const moneyClues = ({ text, entities }: CluesIn['message']): Clue[] =>
  entities.flatMap((entity) => {
    if (entity.type !== 'money') return []
    const said = entity.text.toLowerCase()
    const at = text.indexOf(said)
    const points = at >= 0 && (PAID_BEFORE.test(text.slice(0, at)) || PAID_AFTER.test(text.slice(at + said.length)))
    if (!points) return []
    const amount = Number(entity.value)
    const narrow = (orders: readonly Order[]): Order[] => {
      const whole = orders.filter(({ total }) => total.amount === amount)
      if (whole.length > 0) return whole
      return orders.filter(
        ({ lines, refund }) => refund?.amount.amount === amount || lines.some(({ price }) => price.amount === amount),
      )
    }
    return [{ narrow, said, points }]
  })

const BOUGHT = /[买拍订购]|下(?:的)?单|下的|付(?:款|的|了)|\b(?:order(?:ed)?|bought|purchased?|paid|placed|got)\b/u
const CAME =
  /(?:签收|收到|送到|到)(?:的|了)|\b(?:arrived|delivered|received)\b|\b(?:that|which|one|order|parcel)(?:'s| is| will be)? (?:arriv|deliver|com)/u
const POINTS_AFTER = /^(?:的|那)(?:个|单|笔|件|订单|一)/u

const dateClues = ({ text, entities }: CluesIn['message'], card: CluesIn['card'], zone: CluesIn['zone']): Clue[] =>
  entities.flatMap((entity) => {
    if (entity.type !== 'date' && entity.type !== 'datetime') return []
    const said = entity.text.toLowerCase()
    const at = text.indexOf(said)
    const [from = '', to = from] = entity.value.split('/').map((day) => day.slice(0, 10))
    if (at < 0 || !/^\d{4}-\d\d-\d\d$/.test(from) || !/^\d{4}-\d\d-\d\d$/.test(to)) return []
    const before = clauseOf(text.slice(0, at), -1)
    const after = clauseOf(text.slice(at + said.length), 0)
    const around = `${before} ${after}`
    const dayOf = CAME.test(around)
      ? (order: Order) => arrivalOf(order, card.parcels ?? [])
      : BOUGHT.test(around) || POINTS_AFTER.test(after)
        ? ({ placedAt }: Order) => placedAt
        : undefined
    if (dayOf === undefined) return []
    const within = (orders: readonly Order[], slackMs: number): Order[] =>
      orders.filter((order) => {
        const time = dayOf(order)
        if (time === undefined) return false
        const day = Date.parse(shopDate(time, zone))
        return day >= Date.parse(from) - slackMs && day <= Date.parse(to) + slackMs
      })
    const narrow = (orders: readonly Order[]): Order[] => {
      const exact = within(orders, 0)
      return exact.length > 0 ? exact : within(orders, DAY_MS)
    }
    return [{ narrow, said, points: true }]
  })

/** Customers are a day off, over midnight and from memory. */
const DAY_MS = 86_400_000

const clauseOf = (text: string, which: 0 | -1): string => text.split(/[,，。.!?;\n]/).at(which) ?? ''

const arrivalOf = ({ status, parcel, eta }: Order, parcels: readonly Parcel[]): string | undefined =>
  status === 'delivered' ? parcels.find(({ no }) => no === parcel)?.events[0]?.at : eta

const PLACES: readonly { pattern: RegExp; pick: (orders: readonly Order[]) => Order | undefined }[] = [
  {
    pattern:
      /(?:最近|最新|最后)(?:下|买|拍|订|付)?(?:了|款)?的?(?:[那这]?一?[个单笔件]|订单)|上一?[单笔]|刚(?:刚|才)?(?:下|买|拍|订)的?单?|\b(?:latest|newest|most recent|last) (?:order|purchase|one|thing)\b|\bjust (?:bought|ordered|placed)\b/u,
    pick: (orders) => byTime(orders).at(-1),
  },
  {
    pattern:
      /(?:最早|更早|早一?点)(?:下|买|拍|订)?的?(?:[那这]?一?[个单笔件]|订单)|之前那[个单笔]|\b(?:oldest|earliest|older|earlier)(?: [a-z]+)? ?(?:order|one)?\b/u,
    pick: (orders) => byTime(orders)[0],
  },
  { pattern: /最贵|贵的那|\b(?:most expensive|priciest|dearest)\b/u, pick: (orders) => byTotal(orders).at(-1) },
  { pattern: /最便宜|便宜的那|\bcheap(?:est|er)\b/u, pick: (orders) => byTotal(orders)[0] },
]

const byTime = (orders: readonly Order[]): Order[] =>
  orders.toSorted((a, b) => Date.parse(a.placedAt) - Date.parse(b.placedAt))
const byTotal = (orders: readonly Order[]): Order[] => orders.toSorted((a, b) => a.total.amount - b.total.amount)

const NTH = /第([二三四五2-5])(?:个?订单|[单笔])|\b(second|third|2nd|3rd) (?:order|purchase)\b/u
const NUMBERS: Record<string, number> = { 二: 2, 三: 3, 四: 4, 五: 5, second: 2, third: 3, '2nd': 2, '3rd': 3 }

/** Places in a list that has the newest first, as shops show it. They hold for what the other clues have left. */
const placeClues = (text: string): Clue[] => {
  const clues = PLACES.flatMap(({ pattern, pick }): Clue[] => {
    const said = pattern.exec(text)?.[0]
    return said === undefined ? [] : [{ narrow: (orders) => [pick(orders) ?? []].flat(), said, points: true }]
  })
  const nth = NTH.exec(text)
  const word = nth?.[1] ?? nth?.[2]
  if (nth === null || word === undefined) return clues
  const place = NUMBERS[word] ?? Number(word)
  return [...clues, { narrow: (orders) => [byTime(orders).at(-place) ?? []].flat(), said: nth[0], points: true }]
}
