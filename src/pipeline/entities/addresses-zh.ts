import type { Found } from './find.ts'
import { anyOf, CITY_NAMES, PROVINCE_NAMES } from './regions.ts'

/**
 * Chinese addresses from the province down: 浙江省杭州市西湖区文三路138号3幢502室. Slots `province`, `city`, `district`, `street`
 * (with town and number), `unit` (estate, building, room) and `postcode`, as written without blanks, regions by their whole
 * names. A place alone (你们从杭州发货吗) is one where the words around it send something there or from there.
 */
export const findChineseAddresses = (text: string): Found[] => {
  const found: Found[] = []
  let from = 0
  for (const { index } of text.matchAll(STARTS)) {
    const ahead = text.slice(index, index + SIDE)
    if (index < from || (REGION_NEXT.test(ahead) && !REGION_HERE.test(ahead))) continue
    const address = readAddress(text, index)
    if (address === undefined) continue
    found.push(address)
    from = address.end
  }
  return found
}

/** Characters that no name of a street, district or estate has: verbs, particles, pronouns. */
const N = '[^\\s\\d\\p{P}\\p{S}a-z到在是为成送寄发放住去从了吗呢我你他您给把请就要能的往由改换叫这那哪址]'
const GAP = '[\\s,，·]{0,2}'
const PROVINCE = `(?:${anyOf(PROVINCE_NAMES.keys())})`
const CITY = `(?:(?:${anyOf(CITY_NAMES.keys())})(?:市|(?![东南西北中]?(?:路|街|大道|道\\d)|区|县))|${N}{2,5}?(?:市(?!区|场|中心|民|面)|自治州))`
const NOT_DISTRICT = '(?<!小|社|景|专|校|厂|片|灾|疫|库|郊|整)'
const DISTRICT = `(?:${N}{2,6}?${NOT_DISTRICT}区(?!别|分|块)|${N}{1,6}?(?:县(?!城)|旗(?!舰))|(?:工业园|开发|高新|高新技术开发|经开|经济开发|高新技术产业开发|经济技术开发|自贸|新|保税)区|${N}{2,3}新区)`
const TOWN = `${N}{1,5}?(?:街道|镇|乡)`
const ROAD = `(?:${N}|[东南西北中一二三四五六七八九十\\d]){1,8}?(?:路|大街|街|大道|巷|胡同|里弄|道(?=\\d|\\s\\d))(?:[东南西北中]?[一二三四五六七八九]段)?`
const NUMBER = '\\s?\\d{1,5}(?:-\\d{1,4})?\\s?(?:号院|号(?!楼|栋|幢)|弄)'
const VILLAGE = `${N}{1,5}?(?:村|社区)(?:\\s?\\d{1,3}组)?(?:${NUMBER})?`
const STREET = `(?:${TOWN}${GAP}(?:${ROAD}(?:${NUMBER})?|${VILLAGE})?|${ROAD}${NUMBER}|${ROAD}(?=${GAP}(?:${N}|[A-Z]){2,10}(?:小区|花园|苑|大厦|广场|公寓|园|府|城|中心)))`
const ESTATE = `(?:${N}|[A-Za-z]){2,12}(?:小区|花园|苑|大厦|大楼|写字楼|广场|公寓|公馆|宿舍|新村|家园|嘉园|名苑|名邸|豪庭|华庭|城|中心|国际|天地|府|园|村|院|汇|庭|湾|大学|医院|学校)`
const BLOCK =
  '\\s?[东南西北]?[A-Za-z\\d一二三四五六七八九十]{1,4}(?:-\\d{1,4})*\\s?(?:号楼|栋|幢|座|单元|号院|号|楼|层|室|房|户|舍)'
const ROOM = '\\s?(?:\\d{3,4}|\\d{1,2}-\\d{1,4})(?!\\d)(?:室|房)?'
const UNIT = `(?:${ESTATE}(?:[东南西北]区|[一二三四]期)?|${N}{2,8}(?=${BLOCK}))?(?:${BLOCK}){0,4}(?:${ROOM})?`
const POSTCODE = `${GAP}(?:邮编|邮政编码)?[:：是]?\\s?(?<postcode>[1-9]\\d{5})(?!\\d)`

const sticky = (source: string): RegExp => new RegExp(source, 'uy')
const PARTS: readonly (readonly [string, RegExp])[] = [
  ['province', sticky(PROVINCE)],
  ['city', sticky(CITY)],
  ['district', sticky(DISTRICT)],
  ['street', sticky(STREET)],
  ['unit', sticky(UNIT)],
]
const POSTCODE_PART = sticky(POSTCODE)
const GAP_PART = sticky(GAP)

/** Where an address may begin: a region, a district before a street, a road with a number, an estate with a building. */
const STARTS = new RegExp(
  `${PROVINCE}|(?:${anyOf(CITY_NAMES.keys())})|(?<!${N})(?=${N}{2,5}?(?:市|区|县)${GAP}${STREET})|(?<=[到寄发往送在])(?=${N}{2,4}(?:区|县)(?![域分别级]))|(?<!${N})(?=${STREET})|(?<!${N})(?=${ESTATE}${BLOCK})`,
  'gu',
)

const REGION_HERE = new RegExp(`^(?:${PROVINCE}|${anyOf(CITY_NAMES.keys())})`, 'u')
/** 新地址广州市: the words before a region are none of it. */
const REGION_NEXT = new RegExp(`^${N}{1,5}(?:${PROVINCE}|(?:${anyOf(CITY_NAMES.keys())})(?:市|${N}{2,4}区))`, 'u')

const readAddress = (text: string, start: number): Found | undefined => {
  const slots: Record<string, string> = {}
  let end = start
  for (const [slot, pattern] of PARTS) {
    const from = end === start ? end : skip(text, end)
    pattern.lastIndex = from
    const part =
      pattern.exec(text)?.[0] ?? (slot === 'street' && slots['district'] !== undefined ? roadAt(text, from) : undefined)
    if (part === undefined || part === '') continue
    slots[slot] = wholeName(slot, part.replace(/\s+/g, ''))
    end = from + part.length
  }
  POSTCODE_PART.lastIndex = end
  const postcode = POSTCODE_PART.exec(text)
  if (end > start && postcode?.groups?.['postcode'] !== undefined) {
    slots['postcode'] = postcode.groups['postcode']
    end += postcode[0].length
  }
  if (!isAddress(slots, text.slice(Math.max(0, start - SIDE), start), text.slice(end, end + SIDE))) return undefined
  return { type: 'address', start, end, value: Object.values(slots).join(' '), slots }
}

const SIDE = 8

/** After a district a road needs no number. */
const roadAt = (text: string, from: number): string | undefined => {
  ROAD_PART.lastIndex = from
  return ROAD_PART.exec(text)?.[0]
}
const ROAD_PART = sticky(ROAD)

const skip = (text: string, from: number): number => {
  GAP_PART.lastIndex = from
  return from + (GAP_PART.exec(text)?.[0].length ?? 0)
}

const wholeName = (slot: string, part: string): string =>
  (slot === 'province' ? PROVINCE_NAMES.get(part) : slot === 'city' ? CITY_NAMES.get(part) : undefined) ?? part

/** A street or estate speaks for itself; a region alone needs a word that sends something. */
const isAddress = (slots: Record<string, string>, before: string, after: string): boolean => {
  const { province, city, district, street, unit } = slots as Partial<Record<string, string>>
  const within = district ?? city ?? province
  if (street !== undefined) return within !== undefined || /\d/.test(street + (unit ?? ''))
  if (unit !== undefined) return district !== undefined || /\d/.test(unit)
  if ([province, city, district].filter((part) => part !== undefined).length > 1) return true
  return within !== undefined && (PLACE_BEFORE.test(before) || PLACE_AFTER.test(after))
}
const PLACE_BEFORE = /(?:到|寄|发|往|送|我在|人在|家在|住在|去|从|我是|住|寄给|配送|运)\s?$/
const PLACE_AFTER = /^\s?(?:这边|发货|能送|能到|可以送|可以发|收货|包邮|的?仓|自提|当地|本地)/
