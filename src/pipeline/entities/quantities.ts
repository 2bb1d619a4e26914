import { CHINESE_NUMERALS } from '../../lib/chinese-number.ts'
import { ENGLISH_NUMERALS } from '../../lib/english-number.ts'
import { numeral } from '../../lib/numeral.ts'
import { type Found, findAll } from './find.ts'

/**
 * How many of the goods: 3件, 两盒, 半斤, "2 boxes", ×2, and a number right before a product. Not counts of days, people,
 * parcels, orders or attempts. The value is the number, slot `unit` the counting word.
 */
export const findQuantities = (text: string, products: readonly Found[]): Found[] => [
  ...findAll('quantity', text, GOODS_ZH, ({ groups = {} }, before, after) =>
    NO_GOODS.test(after) || isBody(groups['unit'], before) ? undefined : counted(groups['count'], groups['unit']),
  ),
  ...findAll('quantity', text, PIECES_ZH, ({ groups = {} }, before, after) => {
    const moved = MOVED_ZH.test(before)
    if (
      NO_GOODS.test(after) ||
      (!moved && !ALONE_AFTER.test(after)) ||
      (groups['count'] === '一' && (!moved || HAS.test(before)))
    )
      return undefined
    return counted(groups['count'], groups['unit'])
  }),
  ...findAll('quantity', text, GOODS_EN, ({ groups = {} }, before) =>
    isBody(groups['unit'], before) ? undefined : counted(groups['count'], groups['unit']),
  ),
  ...findAll('quantity', text, MANY_EN, ({ groups = {} }) => counted(groups['number'], undefined)),
  ...findAll('quantity', text, BOTH_ZH, ([match], before, after) =>
    MOVED_ZH.test(before) && !NO_GOODS.test(after)
      ? { value: match === '俩' ? '2' : '3', slots: { unit: '个' } }
      : undefined,
  ),
  ...findAll('quantity', text, TIMES, ({ groups = {} }) => counted(groups['number'], undefined)),
  ...findAll('quantity', text, OF_THEM, ({ groups = {} }) => counted(groups['number'], undefined)),
  ...findAll('quantity', text, GOT_EN, ({ groups = {} }) => counted(groups['number'], undefined)),
  ...products.flatMap(({ start }) => before(text, start)),
]

const COUNT_ZH = String.raw`\d{1,5}(?:\.\d{1,2})?|[${CHINESE_NUMERALS}]+|半`
/** Words that count goods and little else. */
const GOODS_ZH = new RegExp(
  String.raw`(?<![\d.第每${CHINESE_NUMERALS}a-z])(?<count>${COUNT_ZH})\s?(?<unit>件(?!套|事)|盒|箱|双|瓶|套|包|袋|罐|桶|公斤|千克|斤|克|kg|台|部(?!分|门)|副|对|提(?![交示醒前供高到出起])|捆|板)(?![a-z])`,
  'gi',
)
/** Words that count everything; goods only after a word of buying or getting, or before a product. */
const PIECES_ZH = new RegExp(
  String.raw`(?<![\d.第每这那哪几${CHINESE_NUMERALS}a-z])(?<count>${COUNT_ZH})\s?(?<unit>个|只|条|支|张|份|块|把|本|顶|颗|枚|根|盏|片)(?![a-z])`,
  'g',
)
const MOVED_ZH =
  /(?:买|拍|要|收|[收拿买抢]到|少|漏|缺|差|退|换|坏|死|加|发|送|拿|来|有|剩|破|碎|赔)(?:了|我|货|的|掉|只|就|过|订|单|上|出|回|进){0,3}\s?$/
/** 有一个问题: there is something, not one of the goods. */
const HAS = /有\s?$/
const ALONE_AFTER = /^(?:装|[都是]?[坏死破碎]|不够|够)/
const NO_GOODS =
  /^\s?(?:邮|人|问题|月|星期|礼拜|小时|钟头|多月|订单|单|快递|包裹|电话|地址|客服|字|地方|办法|说法|解释|答复|回复|交代|理由|原因|多小时|工作日|号|优惠券|券|红包|投诉|好评|差评|评价|事|店|商家|骗|起批|起|以上|及以上|包邮|打|手机号|账号|账户|微信|码|疗程|道歉|投|朋友|孩子|家|年|天|周|季|\S{0,8}(?:券|卡包)|\S{0,6}(?:报价|记录|证明|发票|收据|合同))/
/** 俩 is 两个, 仨 three. */
const BOTH_ZH = /[俩仨](?![人口月])/g
const UNIT_EN =
  'pcs|pc|pieces?|units?|boxes|box|pairs?|bottles?|packs?|packets?|bags?|sets?|cans?|tins?|jars?|kg|kilos?|grams?|lbs?|cartons?'
const COUNT_EN = String.raw`\d{1,5}(?:\.\d{1,2})?|${ENGLISH_NUMERALS}`
const GOODS_EN = new RegExp(
  String.raw`(?<![\d.,#$¥€£/:a-z-])(?<count>${COUNT_EN})\s?(?<unit>${UNIT_EN})(?![a-z]|\s?office)`,
  'gi',
)
const TIMES = /(?<![a-z\d]|\d\s)[x×*]\s?(?<number>\d{1,3})(?![\d.a-z]|\s?[x×*])/gi
const OF_THEM = new RegExp(
  String.raw`(?<![\d.,#$¥€£/:a-z-]|last )(?<number>${COUNT_EN})(?=\s(?:of (?:them|these|those|it)|(?:(?:are|is|were|was) )?(?:missing|broken|dead|damaged|cracked|faulty|smashed|leaking|left|works?|arrived|came))(?![a-z]))`,
  'gi',
)
/** "got one", "only received 2". */
const GOT_EN = new RegExp(
  String.raw`(?<![a-z])(?:got|received|sent(?: me)?|ordered|bought|missing|instead of)\s(?:only |just )?(?<number>${COUNT_EN})(?=\s?(?:$|[.,!?;](?!\d)|(?:but|and|instead|back|not|when|from you)(?![a-z])))`,
  'gi',
)
/** "ordered 5 shirts": goods that are not in the catalogue. */
const MANY_EN = new RegExp(
  String.raw`(?<![a-z])(?:got|received|sent(?: me)?|order(?:ed)?|bought|missing|returned|return|exchange)\s(?:only |just |the |all )?(?<number>${COUNT_EN})(?=\s(?!(?:days|weeks|months|hours|hrs|minutes|mins|years|times|emails|calls|messages|texts|orders|parcels|packages|deliveries|points|stars|coupons|dollars|bucks|euros|pounds|items as)\b)[a-z]{3,}s\b)`,
  'gi',
)
/** 体重110斤, "I weigh 70 kilos". */
const isBody = (unit: string | undefined, before: string): boolean =>
  /^(?:斤|公斤|千克|kg|kilos?|lbs?)$/i.test(unit ?? '') && BODY.test(before)
const BODY = /(?:体重|我|身高\d{3}|\d{3}\s|weigh(?:s|ing)?)\s?$/i
const BEFORE_PRODUCT = new RegExp(
  String.raw`(?<![\d.,#$¥€£/:a-z${CHINESE_NUMERALS}第每这那哪几-])(?<count>${COUNT_EN}|${COUNT_ZH})\s?(?:[x×*]\s|(?<unit>个|只|条|支|张|份|块|把|本|盏|条)的?|(?:(?:new|more|extra|of the|of your|blue|black|white|red|identical|faulty|broken)\s){0,2})$`,
  'i',
)
/** Characters before a product in which its number stands. */
const REACH = 28

const before = (text: string, start: number): Found[] => {
  const from = Math.max(0, start - REACH)
  const match = BEFORE_PRODUCT.exec(text.slice(from, start))
  const { count, unit } = match?.groups ?? {}
  const made = counted(count, unit)
  if (match === null || made === undefined || count === undefined) return []
  const [words] = match
  // 2耳机 is a model, and "one of the lamps" says nothing of how many.
  if ((unit === undefined && !/\s$/.test(words)) || /^one of /i.test(words)) return []
  const length = unit === undefined ? count.length : words.indexOf(unit, count.length) + unit.length
  return [{ type: 'quantity', start: from + match.index, end: from + match.index + length, ...made }]
}

const counted = (count: string | undefined, unit: string | undefined): Pick<Found, 'value' | 'slots'> | undefined => {
  const number = numeral(count)
  if (number === undefined || number <= 0) return undefined
  return { value: String(number), ...(unit === undefined ? {} : { slots: { unit: unit.toLowerCase() } }) }
}
