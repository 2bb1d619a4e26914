import { countWords } from './other-words.ts'

/**
 * The language of a message that is written in neither Chinese nor English, as an ISO 639 code (`ja`, `ru`, `es` …); undefined for
 * Chinese, English, both mixed with names of elsewhere, and what has no words. By script
 * where the script tells, else by the commonest words of the languages in Latin letters. It would rather miss one than take
 * short English, a brand, pinyin, a kaomoji or an order number for one: at least two words or a run of letters must say so.
 */
export const otherLanguageOf = (text: string): string | undefined => {
  const plain = text.slice(0, MAX_UNITS).normalize('NFKC').slice(0, MAX_UNITS).toLowerCase().replace(NEITHER, ' ')
  return byScript(plain) ?? countWords(plain)
}

const MAX_UNITS = 1_000

/** Links, addresses, and what holds a digit. */
const NEITHER = /https?:\/\/\S+|www\.\S+|[\w.+-]{1,64}@[\w.-]+|[a-z]{0,24}\d[a-z\d]*/g

/** Letters of a script that is neither Han nor Latin, and what they say; the first that has most letters of the text wins. */
const SCRIPTS: readonly (readonly [string, RegExp])[] = [
  ['ko', /[\uac00-\ud7a3]/gu],
  ['ru', /\p{Script=Cyrillic}/gu],
  ['ar', /\p{Script=Arabic}/gu],
  ['th', /\p{Script=Thai}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['el', /\p{Script=Greek}/gu],
  ['hi', /\p{Script=Devanagari}/gu],
  ['bn', /\p{Script=Bengali}/gu],
  ['ta', /\p{Script=Tamil}/gu],
  ['te', /\p{Script=Telugu}/gu],
  ['my', /\p{Script=Myanmar}/gu],
  ['km', /\p{Script=Khmer}/gu],
  ['lo', /\p{Script=Lao}/gu],
  ['ka', /\p{Script=Georgian}/gu],
  ['hy', /\p{Script=Armenian}/gu],
  ['am', /\p{Script=Ethiopic}/gu],
  ['bo', /\p{Script=Tibetan}/gu],
  ['si', /\p{Script=Sinhala}/gu],
  ['pa', /\p{Script=Gurmukhi}/gu],
  ['gu', /\p{Script=Gujarati}/gu],
]
/** Letters that only one language of a script has. */
const TELLING: readonly (readonly [string, string, RegExp])[] = [
  ['ru', 'uk', /[іїєґ]/u],
  ['ru', 'kk', /[әғқңұһ]/u],
  ['ru', 'sr', /[ђћљњџј]/u],
  ['ar', 'ug', /[ېۆۈۇە]/u],
  ['ar', 'ur', /[ٹڈڑےں]/u],
  ['ar', 'fa', /[پچژگ]/u],
]
/** A Д in a kaomoji is no Russian: so many letters, two of them side by side. */
const FEWEST_LETTERS = 3
/** A Chinese character says about as much as two letters. */
const LETTERS_PER_CHARACTER = 2

const byScript = (text: string): string | undefined => {
  const han = count(text, /\p{Script=Han}/gu)
  const latin = count(text, /\p{Script=Latin}/gu)
  if (isJapanese(text, han, latin)) return 'ja'
  for (const [language, letters] of SCRIPTS) {
    const n = count(text, letters)
    if (n < FEWEST_LETTERS || n <= latin + han * LETTERS_PER_CHARACTER) continue
    if (!new RegExp(`${letters.source}\\p{M}*${letters.source}`, 'u').test(text)) continue
    return TELLING.find(([script, , letter]) => script === language && letter.test(text))?.[1] ?? language
  }
  return undefined
}

/** Kana, but not the の of Chinese shop names, a product's name among Chinese grammar, or the つ and ノ of a kaomoji. */
const isJapanese = (text: string, han: number, latin: number): boolean => {
  const bare = text.replace(KAOMOJI, ' ').replace(/[のノ]/gu, ' ')
  const hiragana = count(bare, /[\u3041-\u3096]/gu)
  const kana = hiragana + count(bare, /[\u30a1-\u30fa\u30fc]/gu)
  if (kana < 2 || !/[\u3041-\u3096\u30a1-\u30fc]{2}/u.test(bare)) return false
  if (ZH_ONLY.test(text)) return hiragana > han
  return hiragana >= 2 || kana > han + latin
}

/** Brackets around signs, as faces are drawn: (づ￣3￣)づ, ヾ(≧▽≦*)o, ¯\_(ツ)_/¯. */
const KAOMOJI = /[^\s\p{Script=Han}]?\([^()]{0,12}[^\p{L}\p{N}\s()][^()]{0,12}\)[^\s\p{Script=Han}]?/gu
/** Characters of Chinese grammar that Japanese does not write. */
const ZH_ONLY = /[吗呢吧么这您哪啥们没还给谁咋买卖发货单件退换]/u

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0
