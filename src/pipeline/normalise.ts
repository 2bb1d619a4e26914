import { MAX_CHARACTERS } from './max-characters.ts'
import { simplified } from './simplified.ts'

/** A message that is only emoji says something all the same; in both languages, since it has none. */
const EMOJI_WORDS: readonly (readonly [RegExp, string])[] = [
  [/[😡🤬😠👿😤💢🖕]/u, '生气 angry'],
  [/[👎💩]/u, '差评 bad'],
  [/[😭😢😞☹]/u, '难过 sad'],
  [/[🙏]/u, '谢谢 thanks'],
  [/[👋]/u, '你好 hi'],
  [/[👍👌🆗]/u, '好的 ok'],
  [/[❤💕😍🥰😘💯🌹]/u, '满意 great'],
  [/[❓❔]/u, '?'],
]

/**
 * The form in which voters, encoder and knowledge search see a text, customer's or ours: NFKC (full width to half
 * width), simplified Chinese, lower case, straight quotes, no emoji or invisible characters, single spaces, nothing
 * but digits more than three times in a row. A message of emoji alone becomes their words. At most 4,000 characters.
 * Applied twice it changes nothing more. Sentiment, language and entities are read off the text as written.
 */
export const normalise = (text: string): string => {
  const wide = text.slice(0, MAX_CHARACTERS).normalize('NFKC').slice(0, MAX_CHARACTERS)
  const bare = wide.replace(EMOJI, ' ').replace(INVISIBLE, '')
  const said = /[\p{L}\p{N}]/u.test(bare) ? bare : `${bare} ${wordsOf(wide)}`
  return simplified(said.toLowerCase())
    .replace(SINGLE_QUOTES, "'")
    .replace(DOUBLE_QUOTES, '"')
    .replace(/\s+/g, ' ')
    .replace(/([^\d\s])\1{3,}/gu, '$1$1$1')
    .trim()
}

const EMOJI =
  /\p{Extended_Pictographic}(?:\ufe0f|\u200d\p{Extended_Pictographic}|[\u{1f3fb}-\u{1f3ff}])*|[\u{1f1e6}-\u{1f1ff}\u{1f3fb}-\u{1f3ff}\u20e3]/gu
/** Controls, zero-width and direction marks, halves of characters, variation selectors, what stands for a lost character. */
const INVISIBLE = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Cs}\p{Variation_Selector}\ufffd]/gu
const SINGLE_QUOTES = /[‘’‛ʼ´`]/g
const DOUBLE_QUOTES = /[“”„‟]/g

const wordsOf = (text: string): string =>
  EMOJI_WORDS.filter(([emoji]) => emoji.test(text))
    .map(([, words]) => words)
    .join(' ')
