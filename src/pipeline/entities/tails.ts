import type { EntityType } from '../../domain/understanding.ts'
import { type Found, findAll } from './find.ts'

/** Last digits: of an order, unless what stands beside them says that they are a phone's or a card's. */
export const findTails = (text: string): Found[] =>
  [ZH_TAIL, ZH_TAIL_FIRST, ZH_SHORT_ORDER, EN_TAIL, THE_ONE, EN_SHORT_ORDER, HASH, ONLY_FOUR_DIGITS].flatMap(
    (pattern) =>
      findAll('order_tail', text, pattern, ({ groups }, before, after) => {
        const value = groups?.['number']
        return value === undefined ? undefined : { type: typeOf(before, after), value }
      }),
  )

const ZH_TAIL =
  /(?:尾号|尾数|末尾|(?:最后|末|后)[三四五六3-6几](?:位|个数|个数字)(?:数字|数)?)(?:是|为|:|\s)*(?<number>\d{3,6})(?!\d)/g
const ZH_TAIL_FIRST =
  /(?<![\d.¥$€£])(?<number>\d{3,6})\s?(?:结尾|尾号|(?:的)?(?:那|这)(?:个|笔|一)?(?:订单|单)|的(?:订单|单子|单(?![个]))|(?:这|那)(?:笔|单))/g
const ZH_SHORT_ORDER =
  /(?<!快递|运|物流)(?:订单|单号)(?:编号|号码|号)?(?:是|为|:|#|\s)*(?<number>\d{4,8})(?![\d.年]|\s?[件个箱元块份瓶月台套双斤公])/g
const EN_TAIL =
  /(?:(?:ending|ends|ended|finishing)(?: in| with)?|last (?:three|four|five|six|few|[3-6])(?: digits| numbers)?(?: of (?:it|(?:the|my) order(?: number)?))?(?: are| is|:)?)\s*#?(?<number>\d{3,6})(?!\d)/gi
const EN_SHORT_ORDER =
  /(?<![a-z])order(?: number| no\.?| num| id)?(?: is|:)?\s*#?(?<number>\d{4,8})(?![\d.,]\d|\d|\s?(?:pcs|pieces|units|of|more|boxes|items|yuan|dollars|rmb))/gi
/** "the 8842 one"; the 2024 one is a model. */
const THE_ONE = /(?<![a-z])the (?!19\d\d|20[0-3]\d)(?<number>\d{4})(?= (?:one|order)(?![a-z]))/gi
const HASH = /(?<![\w&])#\s?(?<number>\d{3,8})(?!\w)/g
const ONLY_FOUR_DIGITS =
  /^[\s"'(]*(?<number>\d{4})[\s"').,!?。~]*(?:吧|呢|哈|啊|谢谢|please|pls|thanks)?[\s.,!?。~]*$/gi

const typeOf = (before: string, after: string): EntityType =>
  PHONE_BEFORE.test(before) || PHONE_AFTER.test(after)
    ? 'phone_tail'
    : CARD_BEFORE.test(before) || CARD_AFTER.test(after)
      ? 'card_tail'
      : 'order_tail'

const LINK = String.raw`(?:号|的|号码|号码的)?\s?(?:number\s?)?(?:that(?:'s)?\s?|is\s?)?$`
const PHONE_BEFORE = new RegExp(`(?:手机|电话|phone|mobile|cell)${LINK}`, 'i')
const PHONE_AFTER = /^\s?的?(?:那个)?(?:手机|电话|号码|phone|mobile)/i
const CARD_BEFORE = new RegExp(`(?:银行|卡|账户|账号|card|visa|mastercard|amex|unionpay|account)${LINK}`, 'i')
const CARD_AFTER = /^\s?的?(?:那张)?(?:\p{Script=Han}{0,4}卡|card)/iu
