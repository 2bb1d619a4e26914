import { CHINESE_NUMERALS } from '../../lib/chinese-number.ts'
import { ENGLISH_NUMERALS } from '../../lib/english-number.ts'
import { numeral } from '../../lib/numeral.ts'
import { datesIn } from './dates.ts'
import { ANY_MONEY, type Figure } from './figure.ts'
import { unitAfter, unitOfSign } from './units.ts'

/** Every figure of a text that a rule could hang on, in its order. A number without a unit is none: it may be anybody's order. */
export const figuresIn = (text: string): Figure[] => {
  const dates = datesIn(text)
  const taken = (start: number, end: number): boolean => dates.some((date) => start < date.end && date.start < end)
  const figures: Figure[] = [...dates]
  for (const match of text.matchAll(NUMBERS)) {
    const figure = figureOf(text, match)
    if (figure !== undefined && !taken(figure.start, figure.end)) figures.push(figure)
  }
  for (const match of text.matchAll(FREE))
    figures.push({ kind: ANY_MONEY, low: 0, high: 0, unit: 1, shown: match[0], ...placeOf(match) })
  return figures.sort((a, b) => a.start - b.start)
}

const FIGURE = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[${CHINESE_NUMERALS}半]+|(?<![a-z])(?:${ENGLISH_NUMERALS}|an?|half an?)(?=[\s-])`
const NUMBERS = new RegExp(
  String.raw`(?<![\d.第#${CHINESE_NUMERALS}]|\d[:：])(?<sign>[¥￥$€£]\s?)?(?<low>${FIGURE})(?:\s?(?<unit>\p{Script=Han}{1,3}|%)?\s?(?:-|–|—|~|～|至|到|\bto\b)\s?[¥￥$€£]?(?<high>${FIGURE}))?`,
  'giu',
)
/** Free of charge: "feel free" and "free gift" are not, nor is what is free of something. */
const FREE =
  /(?:全国|全场)?(?:包邮|免邮|免运费|免费|不收费|不收取?费用|不要钱|不用钱)|(?<!feel |toll[- ]|duty[- ]|tax[- ]|hands[- ])\b(?:for free|free of charge|free(?! (?:of|to|from|gifts?|samples?|time))|no (?:extra )?charge|no (?:extra |additional )?cost)\b/gi
/** What stands before an amount that is a bound to be reached, no price: 满59元, over $50. */
const BOUND =
  /(?:满|超过?|高于|低于|不足|未满|达到?|消费|每|over|above|below|under|minimum(?: of)?|at least|every|more than)\s?[¥￥$€£]?$/i
/** Characters before an amount in which they stand. */
const LONGEST_BOUND = 12
/** 一个, 一次, "a time": no count, and a threshold of nothing. */
const ARTICLE = /^(?:一|an?)$/i
/** 24小时客服: somebody is always there; no term. */
const ROUND_THE_CLOCK =
  /^24\s?(?:小时|hours?|hrs?)[\s-]?(?:在线|人工|客服|服务|热线|营业|值班|都|support|service|a day|hotline)/i
/** 2026年 is a year, no term, and nobody counts so many days. */
const LEAST_CALENDAR_YEAR = 1_900
/** A week, 一天: a term all the same. */
const TERMS = new Set(['time', 'workday'])

const figureOf = (text: string, match: RegExpExecArray): Figure | undefined => {
  const { sign, low, high, unit: between } = match.groups ?? {}
  const start = match.index
  const end = start + match[0].length
  const rest = text.slice(end)
  const gap = /^[\s-]/.test(rest) ? 1 : 0
  const own = sign === undefined ? unitAfter(rest.slice(gap)) : undefined
  const unit = sign === undefined ? own : unitOfSign(sign.trim())
  const [from, to] = [numeral(said(low)), numeral(said(high))]
  if (unit === undefined || from === undefined || (high !== undefined && to === undefined)) return undefined
  if (ARTICLE.test(low ?? '') && !TERMS.has(unit.kind)) return undefined
  if (from > LEAST_CALENDAR_YEAR && unit.kind === 'time') return undefined
  if (ROUND_THE_CLOCK.test(text.slice(start))) return undefined
  const bound =
    unit.kind.startsWith('money') &&
    BOUND.test(text.slice(Math.max(0, start - LONGEST_BOUND), start + (sign ?? '').length))
  const length = own === undefined ? 0 : own.length + gap
  const lowFactor = between === undefined ? unit.factor : (unitAfter(between)?.factor ?? unit.factor)
  // 八五折 is 8.5折.
  const scale = unit.kind === 'discount' && from > 10 ? 0.1 : 1
  return {
    kind: bound ? `${unit.kind} bound` : unit.kind,
    low: from * lowFactor * scale,
    high: (to ?? from) * unit.factor * scale,
    unit: unit.factor,
    shown: text.slice(start, end + length),
    start,
    end: end + length,
  }
}

const said = (text: string | undefined): string | undefined => {
  if (text === undefined) return undefined
  if (/^an?$/i.test(text)) return '1'
  return /^half an?$/i.test(text) ? '半' : text
}

const placeOf = (match: RegExpExecArray): { start: number; end: number } => ({
  start: match.index,
  end: match.index + match[0].length,
})
