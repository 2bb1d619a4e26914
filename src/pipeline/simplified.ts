import { Converter, Locale } from 'opencc-js/t2cn'

/**
 * Traditional Chinese, with the words of Taiwan, to simplified. Text without a traditional character comes back as it
 * is: in simplified text the Taiwanese words mean other things (程序 would become 进程). The dictionary costs some 40 ms
 * and 14 MB, so it is made for the first text that needs it.
 */
export const simplified = (text: string): string => {
  if (!hasTraditional(text)) return text
  convert ??= Converter({ from: 'twp', to: 'cn' }) as (text: string) => string
  return convert(text)
}

/** Looks at every unit of every text that is read, so at a table rather than at a set of characters. */
const hasTraditional = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (UNITS[unit] !== 1) continue
    if (unit < FIRST_SURROGATE || unit > LAST_SURROGATE) return true
    if (TRADITIONAL.has(String.fromCodePoint(text.codePointAt(i) as number))) return true
  }
  return false
}

let convert: ((text: string) => string) | undefined

/** In use in simplified Chinese too: 乾隆, 著名, 瞭望, 慰藉, 覆盖, 伙/夥, 什麽. */
const SHARED = new Set('乾著瞭藉覆夥麽')

/** Of the package's dictionary of single characters, `來 来|兩 两|…`, the left sides. (Its types do not resolve under nodenext.) */
const DICTIONARIES = (Locale.to as Record<string, string[][]>)['cn'] ?? []
const TRADITIONAL: ReadonlySet<string> = new Set(
  DICTIONARIES.flat()
    .flatMap((dictionary) => dictionary.split('|').map((pair) => pair.slice(0, pair.indexOf(' '))))
    .filter((word) => [...word].length === 1 && !SHARED.has(word)),
)

const FIRST_SURROGATE = 0xd800
const LAST_SURROGATE = 0xdfff
/** 1 for each UTF-16 unit that is a traditional character, or that one outside the basic plane begins with. */
const UNITS = new Uint8Array(0x10000)
for (const character of TRADITIONAL) UNITS[character.charCodeAt(0)] = 1
