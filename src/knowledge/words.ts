import { createRequire } from 'node:module'
import { stem } from './stem.ts'
import { STOP_WORDS } from './stop-words.ts'

/** Text to the words that the lexical search counts. */
export interface Words {
  (text: string): string[]
  /** A Han run cut into words of the dictionary and the characters that are in none; absent where there is no dictionary. */
  pieces?: (run: string) => string[]
  /** What a text is found by, where that is known already: `cutText` of it. */
  known?: (text: string) => string[] | undefined
}

/** Dictionary words rarer than this (count in jieba's corpus) are left out: two thirds of the entries, 40 MB of memory, no difference in what is found. */
const RAREST = 10
/** Numbers of at least so many digits are somebody's order or parcel, never a word of an article. */
const LONGEST_NUMBER = 6
/** Characters of a text that are read. */
const MOST_READ = 4_000

const RUN = /(\p{Script=Han}+)|(?:(?!\p{Script=Han})[\p{L}\p{N}])+(?:['’][a-z]+)*/gu

/**
 * Han runs are cut by jieba for search (long words and the words inside them), other letters at spaces, lower-cased and stemmed;
 * stop words of both languages are dropped. `domainWords` is a jieba dictionary (`word count tag` a line) that is loaded on top.
 * Where jieba cannot be loaded, Han runs are cut into overlapping pairs.
 */
export const createWords = (domainWords = '', load: () => Cut = () => loadJieba(domainWords)): Words => {
  const dictionary = attempt(load)
  const cut = dictionary ?? cutPairs
  const read: Words = (text) => {
    const words: string[] = []
    for (const match of text.slice(0, MOST_READ).normalize('NFKC').toLowerCase().matchAll(RUN)) {
      if (match[1] === undefined) addLatin(match[0], words)
      else for (const word of cut(match[1])) if (!STOP_WORDS.has(word)) words.push(word)
    }
    return words
  }
  return dictionary?.pieces === undefined ? read : Object.assign(read, { pieces: dictionary.pieces })
}

interface Cut {
  (run: string): string[]
  pieces?: (run: string) => string[]
}

interface JiebaModule {
  Jieba: {
    withDict(dict: Uint8Array): {
      loadDict(dict: Uint8Array): void
      cutForSearch(text: string, hmm: boolean): string[]
      cut(text: string, hmm: boolean): string[]
    }
  }
}

const loadJieba = (domainWords: string): Cut => {
  const require = createRequire(import.meta.url)
  const { Jieba } = require('@node-rs/jieba') as JiebaModule
  const { dict } = require('@node-rs/jieba/dict') as { dict: Buffer }
  const jieba = Jieba.withDict(withoutRare(dict))
  if (domainWords !== '') jieba.loadDict(Buffer.from(domainWords))
  return Object.assign((run: string) => jieba.cutForSearch(run, true), {
    pieces: (run: string) => jieba.cut(run, false),
  })
}

/** Keeps the lines `word count tag` whose count has at least as many digits as RAREST; bytes, because the file is 5 MB. */
const withoutRare = (dict: Buffer): Buffer => {
  const digits = String(RAREST).length
  const kept = Buffer.allocUnsafe(dict.length)
  let length = 0
  for (let start = 0; start < dict.length; ) {
    const newline = dict.indexOf(10, start)
    const end = newline < 0 ? dict.length : newline + 1
    const space = dict.indexOf(32, start)
    if (dict.indexOf(32, space + 1) - space > digits) length += dict.copy(kept, length, start, end)
    start = end
  }
  return kept.subarray(0, length)
}

/** 退货款 → 退货, 货款; a single character stays. */
const cutPairs: Cut = (run) => {
  const characters = [...run]
  if (characters.length < 2) return characters
  return characters.slice(1).map((character, i) => `${characters[i]}${character}`)
}

const addLatin = (run: string, words: string[]): void => {
  if (/^\d+$/.test(run) && run.length >= LONGEST_NUMBER) return
  const plain = run.replace(/['’]s$/, '').replaceAll(/['’]/g, '')
  if (!STOP_WORDS.has(plain)) words.push(stem(plain))
}

const attempt = (load: () => Cut): Cut | undefined => {
  try {
    return load()
  } catch {
    return undefined
  }
}
