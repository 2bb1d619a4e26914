import type { ReadOrderAnswer } from '../domain/decision.ts'
import { fractionDigits } from '../lib/minor-units.ts'
import { isTailOf } from '../lib/order-tail.ts'
import { cluesIn } from './order-words.ts'

/** Words that may stand around what tells an order: 是我说的那个耳机的, "the … one please". */
const AROUND =
  /我?(?:说|问|指|想问|要问)?的?是|我|说的|问的|买的|下的|那个|那么|那一?[单笔个]|这[单笔个]|订单号?|单号|就是|应该|尾号|结尾|[的是吧呢啊呀哈那这和]|谢谢|麻烦|\b(?:it's|it is|its|the|one|ones|order|number|ending|ends?|in|with|i|mean|meant|bought|ordered|paid|for|that|this|on|from|of|my|is|was|what|about|and|how|please|thanks|sorry|no|yes|a|an)\b/gu

const FIRST = ['第一个', '第一', '前者', '头一个', '上面那个', 'first', '1st', '一']
const ORDINALS: readonly (readonly string[])[] = [
  FIRST,
  ['第二个', '第二', 'second', '2nd', '二', '两'],
  ['第三个', '第三', 'third', '3rd', '三'],
  ['第四个', '第四', 'fourth', '4th', '四'],
]
const LAST = ['最后一个', '最后', '后者', '下面那个', 'last', 'latter']
const YES = /^(?:是的?|对的?|没错|就是|嗯+|yes|yep|yeah|right|correct|that's it|that one|the one)$/u

/**
 * With nothing asked, any order of the card may be described. A label, an ordinal, last digits, or a description that fits one of the orders asked about and nothing else beside it. Digits may name
 * another order of the customer. Anything else is no answer. Pure.
 */
export const readOrderAnswer: ReadOrderAnswer = (message, options, card) => {
  const said = bare(message.text).replace(/[吧呢啊呀哈哦]+$/u, '')
  const ids = options.flatMap(({ order }) => order ?? [])
  const tapped = options.find(({ label }) => bare(label) === said)?.order
  if (tapped !== undefined) return tapped
  const place = placeIn(said, ids.length)
  if (place !== undefined) return ids[place]
  if (ids.length === 1 && YES.test(said)) return ids[0]

  const digits = /^\D{0,8}(\d{3,})\D{0,8}$/.exec(said)?.[1]
  if (digits !== undefined && leftOver(said, [digits]) === '') {
    const ending = (all: readonly string[]): string[] => all.filter((id) => isTailOf(digits, id))
    const [named, ...more] = ending(ids).length > 0 ? ending(ids) : ending(card.orders.map(({ id }) => id))
    if (named !== undefined) return more.length === 0 ? named : undefined
    const paid = card.orders.filter(
      ({ id, total }) => ids.includes(id) && total.amount === Number(digits) * 10 ** fractionDigits(total.currency),
    )
    if (paid.length === 1) return paid[0]?.id
  }
  const clues = cluesIn({ message, card })
  if (
    clues.length === 0 ||
    leftOver(
      said,
      clues.flatMap((clue) => clue.said.split(' ')),
    ) !== ''
  )
    return undefined
  const asked = ids.length === 0 ? card.orders : card.orders.filter(({ id }) => ids.includes(id))
  const fitting = clues.reduce((left, clue) => clue.narrow(left), asked)
  return fitting.length === 1 ? fitting[0]?.id : undefined
}

const placeIn = (said: string, count: number): number | undefined => {
  const word = said
    .replace(/^the /, '')
    .replace(/ (?:one|order)$/, '')
    .replace(/那?[个单笔]$/u, '')
  if (/^\d$/.test(word)) return Number(word) >= 1 && Number(word) <= count ? Number(word) - 1 : undefined
  const same = (names: readonly string[]): boolean =>
    names.some((name) => name === word || name === said || name.replace(/个$/u, '') === word)
  if (same(LAST)) return count - 1
  const place = ORDINALS.findIndex(same)
  return place >= 0 && place < count ? place : undefined
}

const leftOver = (said: string, known: readonly string[]): string =>
  known
    .toSorted((a, b) => b.length - a.length)
    .reduce((text, words) => (words === '' ? text : text.replaceAll(words, ' ')), said)
    .replace(AROUND, ' ')
    .replaceAll(/[\p{P}\p{S}\s]+/gu, '')

const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{P}\s]+$/gu, '')
    .trim()
