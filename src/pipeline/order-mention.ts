import type { Entity, EntityType } from '../domain/understanding.ts'

/** Characters either side of a number that may say what it is a number of. */
const BESIDE = 32

/**
 * A message that names one order or parcel by its number, without the number: 尾号4163那单什么时候发 asks what 我的订单什么时候发 asks, and models
 * have seen only that. The same where it names none, several, or says nothing else. `text` is normalised, `entities` are found in it.
 */
export const withoutNumber = (text: string, entities: readonly Entity[]): string => {
  const [named, ...more] = entities.filter(({ type }) => type in NOUNS)
  if (named?.start === undefined || named.end === undefined || more.length > 0) return text
  const before = text.slice(Math.max(0, named.start - BESIDE), named.start)
  const after = text.slice(named.end, named.end + BESIDE)
  const language = /\p{Script=Han}/u.test(text) ? 'zh' : 'en'
  const kept = {
    before: text.slice(0, named.start - (LABEL[language].exec(before)?.[0].length ?? 0)),
    after: text.slice(named.end + (REST[language].exec(after)?.[0].length ?? 0)),
  }
  if (!/\p{L}/u.test(kept.before + kept.after)) return text
  const noun = NOUNS[named.type]?.[language] ?? ''
  const glue = language === 'en' ? ' ' : ''
  return `${kept.before.trimEnd()}${glue}${noun}${/^[a-z]/.test(kept.after.trimStart()) ? glue : ''}${kept.after.trimStart()}`.trim()
}

const ORDER = { zh: '我的订单', en: 'my order' }
const NOUNS: Partial<Record<EntityType, Record<'zh' | 'en', string>>> = {
  order_number: ORDER,
  order_tail: ORDER,
  parcel_number: { zh: '我的快递', en: 'my parcel' },
}

/** What stands before a number to say what it is one of. */
const LABEL = {
  zh: /(?:我的?)?(?:订单|单子|快递|运单|物流|包裹)?(?:编号|单号|号码|号)?的?(?:尾号|尾数|末尾|(?:最后|末|后)[三四五六3-6几](?:位|个)(?:数字|数)?)?(?:是|为)?[\s:#]*$/u,
  en: /(?:\b(?:the|my)\s)?(?:\b(?:order|one|parcel|package)\s?)?(?:\b(?:that\s)?(?:ending|ends|ended|finishing)(?:\s(?:in|with))?\s?)?(?:\b(?:number|no\.?|num|id)\s?)?(?:is\s)?[:#\s]*$/u,
}
/** What goes on with it after the number. */
const REST = {
  zh: /^\s?(?:结尾|尾号)?的?(?:[那这](?:个|笔|一)?)?(?:订单|单子|单号|单|快递|包裹)?/u,
  en: /^\s(?:one|order|parcel)\b/u,
}
