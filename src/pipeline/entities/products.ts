import type { Product } from '../../domain/product.ts'
import { growAutomaton } from '../../lib/aho-corasick.ts'
import { soundOf } from '../../lib/homophones.ts'
import { atOnce, type Slices } from '../../lib/slices.ts'
import type { Found } from './find.ts'
import { plainOf } from './plain.ts'
import { growSpelling } from './spelling.ts'

/** Text as written to the products that it names. */
export type FindProducts = (text: string) => Found[]

/**
 * Finds products by name, other name or SKU, in one pass whatever the size of the catalogue. English names match in any
 * case, one or many, with one slip in a word (runing shoes); Chinese ones written with characters that sound alike
 * (蓝牙尔机), from three characters on. A name of several products has all their SKUs as value, joined by `|`; one of more than
 * 200 is none.
 */
export const createProductFinder = (products: readonly Product[]): FindProducts => atOnce(growProductFinder(products))

/** The same in small steps: 20,000 names take more than a second. */
export function* growProductFinder(products: readonly Product[]): Slices<FindProducts> {
  const skus = new Map<string, string[]>()
  for (const { sku, names } of products) {
    yield
    for (const name of new Set([sku, ...names].flatMap(spellings))) {
      const known = skus.get(name)
      if (known === undefined) skus.set(name, [sku])
      else known.push(sku)
    }
  }
  const names: string[] = []
  const sounds: string[] = []
  for (const [name, all] of skus) {
    yield
    if (!isLongEnough(name) || all.length > MOST_OF_ONE_NAME) continue
    names.push(name)
    sounds.push(soundsOf(name))
  }
  const automaton = yield* growAutomaton(sounds)
  const spelling = yield* growSpelling(names.length === 0 ? [] : products.flatMap((product) => product.names))
  return (text) => {
    if (names.length === 0) return []
    const read = spelling(text)
    const found: Found[] = []
    automaton.scan(soundsOf(read.units), (index, to) => {
      const name = names[index] as string
      const from = to - name.length
      const start = read.starts[from] as number
      const end = wholeWord(text, start, read.ends[to - 1] as number, name)
      if (end === undefined || !isSameName(read.units.slice(from, to), name)) return
      found.push({ type: 'product', start, end, value: (skus.get(name) ?? []).join('|') })
    })
    return found
  }
}

/** A name that more products have says nothing of which is meant: 5,000 rows of T恤, one a size and colour. */
const MOST_OF_ONE_NAME = 200
const SHORTEST_HAN = 2
const SHORTEST_LATIN = 3
/** Of Chinese names by ear: shorter ones sound like too much else. */
const SHORTEST_BY_EAR = 3

/** Lower case without blanks and hyphens, as one and as many. */
const spellings = (name: string): string[] => {
  const units = plainOf(name)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\-'_]+/g, '')
  const one = units.replace(/(?<=[a-z]{3}(?:x|ch|sh|ss))es$|(?<=[a-z]{2}[^s])s$/, '')
  return [units, one]
}

const isLongEnough = (name: string): boolean =>
  name.length >= (/\p{Script=Han}/u.test(name) ? SHORTEST_HAN : SHORTEST_LATIN) && !/^\d+$/.test(name)

const soundsOf = (units: string): string =>
  Array.from({ length: units.length }, (_, i) => soundOf(units.charAt(i))).join('')

const isSameName = (written: string, name: string): boolean => {
  if (written === name) return true
  let same = 0
  for (let i = 0; i < name.length; i++) if (written[i] === name[i]) same++
  return name.length >= SHORTEST_BY_EAR && same * 2 >= name.length
}

/** Where the name ends in the text, its plural included; undefined inside of a longer Latin word. */
const wholeWord = (text: string, start: number, end: number, name: string): number | undefined => {
  if (/^[a-z\d]/.test(name) && /[a-z\d]/i.test(text.charAt(start - 1))) return undefined
  if (!/[a-z\d]$/.test(name)) return end
  const plural = /^(?:e?s)?(?![a-z\d])/i.exec(text.slice(end, end + 3))
  return plural === null ? undefined : end + plural[0].length
}
