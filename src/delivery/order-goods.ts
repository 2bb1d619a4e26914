import type { Order } from '../domain/customer.ts'
import type { Clue, CluesIn } from './order-clue.ts'

/** What a message says of goods that were bought: by the catalogue's names, else by what the customer's own orders call it. Pure. */
export const goodsClue = ({ text, entities }: CluesIn['message'], orders: readonly Order[]): Clue[] => {
  const named = entities.filter(({ type }) => type === 'product')
  const skus = new Set(named.flatMap(({ value }) => value.split('|')))
  const own = ownNames(text, orders)
  // What the catalogue hears may be something else than what was bought: "tea" of "the tea towel one".
  const isBought = orders.some(({ lines }) => lines.some(({ sku }) => skus.has(sku)))
  if (named.length > 0 && (isBought || own.length === 0))
    return [
      {
        narrow: (all) => all.filter(({ lines }) => lines.some(({ sku }) => skus.has(sku))),
        said: named.map((one) => one.text.toLowerCase()).join(' '),
        points: OWN_PURCHASE.test(text),
      },
    ]
  return own
}

const ownNames = (text: string, orders: readonly Order[]): Clue[] => {
  const said = new Map<string, string>()
  for (const { sku, name } of orders.flatMap(({ lines }) => lines)) {
    const piece = pieceOf(name.zh, text) ?? headOf(name.en, text)
    if (piece !== undefined) said.set(sku, piece)
  }
  if (said.size === 0) return []
  return [
    {
      narrow: (all) => all.filter(({ lines }) => lines.some(({ sku }) => said.has(sku))),
      said: [...said.values()].sort((a, b) => b.length - a.length)[0] ?? '',
      points: true,
    },
  ]
}

const SHORTEST_END = 2
const SHORTEST_START = 3

/** The longest end of a Chinese name that a text has (护眼台灯: 台灯), or its beginning (大闸蟹礼盒: 大闸蟹). */
const pieceOf = (name: string, text: string): string | undefined => {
  const han = name.replaceAll(/[^\p{Script=Han}]/gu, '')
  for (let length = han.length; length >= SHORTEST_END; length--) {
    const end = han.slice(-length)
    if (text.includes(end)) return end
    const start = han.slice(0, length)
    if (length >= SHORTEST_START && text.includes(start)) return start
  }
  return undefined
}

const SHORTEST_WORD = 4

/** The longest end of an English name that a text has, at least its last word ("Desk lamp": lamp), as one or many. */
const headOf = (name: string, text: string): string | undefined => {
  const [, before = '', head = ''] = /([a-z ]*?)([a-z]+?)(?:e?s)?$/.exec(name.toLowerCase()) ?? []
  if (head.length < SHORTEST_WORD) return undefined
  const words = before.split(' ').filter(Boolean)
  for (let from = 0; from <= words.length; from++) {
    const said = new RegExp(`\\b${[...words.slice(from), head].join(' ')}(?:e?s)?\\b`).exec(text)?.[0]
    if (said !== undefined) return said
  }
  return undefined
}

const OWN_PURCHASE =
  /[买拍订购](?:了|的|过)|下的?单|下单|[这那](?:个|单|笔|件|双|台|盒)|我的|\b(?:i|we)(?:'ve)? (?:just |recently |already )?(?:bought|ordered|got|purchased)\b|\bmy\b|\bthe one\b/u
