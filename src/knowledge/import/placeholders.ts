import { SHOP_PREFIX, SLOT_PATTERN } from '../../domain/slots.ts'

/** An answer whose foreign placeholders are slots of ours, labels in bold, or open. */
export interface Settled {
  text: string
  /** Placeholders that were replaced. */
  count: number
  /** Values that nobody fills: an agent has to. */
  open: boolean
}

/** Slots are named `from.field`; what other products leave open is written otherwise: `{{Order Number}}`, `{{订单号}}`. */
const OURS = /^[a-z]\w*\.[^\s{}]+$/i

/** What other products call a value, by words of its name, and the slot that it is here. */
const KNOWN: readonly (readonly [RegExp, string])[] = [
  [/\b(?:order|purchase)\s*(?:number|id|no|#)|订单(?:编?号)/i, 'order.number'],
  [/\btracking\s*(?:number|id)|(?:快递|运|物流)单号/i, 'parcel.number'],
  [/\bcarrier|快递公司/i, 'parcel.carrier'],
  [/\brefund\s*amount|退款金额/i, 'refund.amount'],
  [/\b(?:customer|client|person|user)\s*name|(?:客户|顾客|买家|会员)(?:姓?名|昵称)/i, 'customer.name'],
  [/\b(?:support|customer|service|company|toll).*\b(?:phone|hotline|number)|客服(?:电话|热线)/i, 'shop.phone'],
  [/\b(?:support|customer|service|company).*\be-?mail|客服邮箱/i, 'shop.email'],
  [/\b(?:availability|(?:support|business|working|office)\s*hours)|(?:营业|服务|工作)时间/i, 'shop.hours'],
  [/\b(?:website|company|store|shop|brand|business)\s*name|(?:店铺|公司|品牌|商家)名称?/i, 'shop.name'],
]

/** Words of a value, which cannot stand for itself as a label of a button can. */
const VALUE =
  /\b(?:number|id|e-?mail|phone|date|amount|url|link|address|name|price|percent(?:age)?|code|days?|hours?|time|availability|anonymi[sz]ed)\b|号$|号码|日期|金额|链接|网址|地址|姓名|昵称|价格|时间|天数/i

/**
 * Placeholders that are not ours: known values become our slots where the shop has them, labels (`{{Cancel Order}}`) become bold
 * text, other values are kept in square brackets and left open.
 */
export const settlePlaceholders = (text: string, shop: ReadonlySet<string> | undefined): Settled => {
  let count = 0
  let open = false
  const settled = text.replaceAll(SLOT_PATTERN, (whole, name: string) => {
    if (name === '' || OURS.test(name)) return whole
    count++
    const slot = KNOWN.find(([words]) => words.test(name))?.[1]
    const filled =
      slot !== undefined && (!slot.startsWith(SHOP_PREFIX) || (shop?.has(slot.slice(SHOP_PREFIX.length)) ?? true))
    if (filled) return `{{${slot}}}`
    if (slot === undefined && !VALUE.test(name)) return `**${name}**`
    open = true
    return `[${name}]`
  })
  return { text: settled, count, open }
}
