import type { Article, ShopFacts } from '../domain/article.ts'
import type { CutTexts } from '../domain/cut-texts.ts'
import { cutText } from './lexical.ts'
import { passagesOf } from './passages.ts'
import type { Words } from './words.ts'

/** Texts that are cut again to see that they would be cut so today. */
const PROBES = 200

/** Cuts all texts of articles that can be found, each once. */
export const cutArticles = (
  articles: readonly Article[],
  { words, normalise, facts }: { words: Words; normalise: (text: string) => string; facts: ShopFacts },
): CutTexts => {
  const vocabulary = new Map<string, number>()
  const keys = new Set<number>()
  const starts = [0]
  const all: number[] = []
  const placeOf = (word: string): number => {
    const place = vocabulary.get(word) ?? vocabulary.size
    vocabulary.set(word, place)
    return place
  }
  for (const article of articles) {
    if (article.mode === 'off') continue
    for (const { text } of passagesOf(article, facts)) {
      const said = normalise(text)
      const key = keyOfText(said)
      if (keys.has(key)) continue
      keys.add(key)
      for (const word of cutText(words, said)) all.push(placeOf(word))
      starts.push(all.length)
    }
  }
  return {
    vocabulary: [...vocabulary.keys()],
    keys: Float64Array.from(keys),
    starts: Int32Array.from(starts),
    words: Int32Array.from(all),
  }
}

/** Cutting a text costs some ten times as much as looking up how it was cut. */
export interface KnownWords {
  /** The same words; those of texts that were cut before are looked up where the index asks for them. */
  words: Words
  /** Texts that were asked for and had to be cut. */
  missed(): number
  /** Something is known, and every text of it was asked for or is one of `articles`. */
  isExact(): boolean
  /** From here on every text is cut. */
  letGo(): void
}

/** Texts in which what is known is tried are among `articles`: where one of them is cut otherwise today, nothing of it is believed. */
export const withKnownWords = (
  words: Words,
  cut: CutTexts | undefined,
  articles: readonly Article[],
  { normalise, facts }: { normalise: (text: string) => string; facts: ShopFacts },
): KnownWords => {
  let kept = cut
  const places = new Map<number, number>()
  for (const [i, key] of cut?.keys.entries() ?? []) places.set(key, i)
  const asked = new Uint8Array(cut?.keys.length ?? 0)
  let unasked = asked.length
  let missed = 0
  const placeOf = (text: string): number | undefined => (kept === undefined ? undefined : places.get(keyOfText(text)))
  const ask = (place: number | undefined): void => {
    if (place === undefined || asked[place] === 1) return
    asked[place] = 1
    unasked--
  }
  const known = (text: string): string[] | undefined => {
    const place = placeOf(text)
    if (kept === undefined || place === undefined) {
      missed++
      return undefined
    }
    ask(place)
    return wordsAt(kept, place)
  }
  const isExact = (): boolean => {
    if (kept === undefined) return false
    for (const article of unasked === 0 ? [] : articles)
      for (const { text } of passagesOf(article, facts)) ask(placeOf(normalise(text)))
    return unasked === 0
  }
  const letGo = (): void => {
    kept = undefined
    places.clear()
  }
  const step = Math.max(1, Math.floor(articles.length / PROBES))
  for (let i = 0; i < articles.length; i += step)
    for (const { text } of passagesOf(articles[i] as Article, facts).slice(0, 1)) {
      const said = normalise(text)
      const place = placeOf(said)
      if (kept === undefined || place === undefined) continue
      if (wordsAt(kept, place).join('\n') !== cutText(words, said).join('\n')) letGo()
    }
  const read = (text: string): string[] => words(text)
  return {
    words: Object.assign(read, words.pieces === undefined ? { known } : { known, pieces: words.pieces }),
    missed: () => missed,
    isExact,
    letGo,
  }
}

const wordsAt = ({ vocabulary, starts, words }: CutTexts, place: number): string[] => {
  const found: string[] = []
  const end = starts[place + 1] as number
  for (let i = starts[place] as number; i < end; i++) found.push(vocabulary[words[i] as number] as string)
  return found
}

const PRIME = 0x01000193
/** Units of UTF-16 that go into a key, and half of its bits: with 53 of them two of a million texts are alike by chance once in 20,000 times. */
const HIGH = 2 ** 21

/** FNV-1a from two beginnings, 53 bits. */
export const keyOfText = (text: string): number => {
  let low = 0x811c9dc5
  let high = 0x9747b28c
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    low = Math.imul(low ^ unit, PRIME)
    high = Math.imul(high ^ unit, PRIME) ^ (low >>> 15)
  }
  return ((high >>> 0) % HIGH) * 2 ** 32 + (low >>> 0)
}
