import { MAX_CHARACTERS } from './max-characters.ts'
import type { SentimentWords, Word } from './sentiment-words.ts'
import { simplified } from './simplified.ts'

/** What in a text tells how its writer feels; counts. */
export interface SentimentSigns {
  good: number
  bad: number
  /** 1 − Π(1 − sign) over the angry words, and likewise of the emoji and of how it is shouted. */
  anger: number
  emojiAnger: number
  shouting: number
  /** Words angry enough by themselves: insults, curses. */
  curses: number
  /** The angriest word. */
  worst: number
  impatient: number
  /** Intensifiers beside a word that is not good. */
  intensified: number
  softeners: number
  sadEmoji: number
  exclamations: number
  /** Question marks in a row, or several questions. */
  pressing: number
}

/** `text` as written. Capitals, punctuation and emoji are read too; at most 4,000 characters. */
export const readSigns = (text: string, { words, pattern }: SentimentWords): SentimentSigns => {
  const plain = plainly(text)
  const lower = plain.toLowerCase()
  const signs: SentimentSigns = {
    good: count(plain, GOOD_EMOJI),
    bad: count(plain, BAD_EMOJI),
    anger: 0,
    emojiAnger: 1 - (1 - ANGRY_EMOJI_SIGN) ** count(plain, ANGRY_EMOJI),
    shouting: 0,
    curses: 0,
    worst: 0,
    impatient: 0,
    intensified: 0,
    softeners: 0,
    sadEmoji: count(plain, SAD_EMOJI),
    exclamations: count(plain, /!/g),
    pressing: count(plain, /[?!]*\?[?!]+/g),
  }
  let calm = 1
  let negatedUntil = 0
  let intensifiedUntil = 0
  for (const { 0: found, index } of lower.matchAll(pattern)) {
    const word = words.get(found) as Word
    const end = index + found.length
    if (word.role === 'negation') negatedUntil = end + reachFrom(lower, end)
    else if (word.role === 'intensifier') intensifiedUntil = end + reachFrom(lower, end)
    else if (word.role === 'softener') signs.softeners++
    else if (index < negatedUntil) {
      if (word.feeling > 0) signs.bad++ // What is not good is bad; what is not bad is not yet good.
    } else {
      if (word.feeling > 0) signs.good++
      if (word.feeling < 0) signs.bad++
      if (word.role === 'impatient') signs.impatient++
      if (word.feeling < 0 && index < intensifiedUntil) signs.intensified++
      if (word.anger >= CURSE) signs.curses++
      signs.worst = Math.max(signs.worst, word.anger)
      calm *= 1 - word.anger
    }
  }
  signs.anger = 1 - calm
  signs.shouting = signs.good > signs.bad ? 0 : shoutingIn(plain)
  if (signs.shouting >= SHOUTING_SIGN) signs.bad++
  return signs
}

/** The form in which lexicon and urgency patterns are looked for: NFKC, simplified, straight quotes; capitals stay. */
export const plainly = (text: string): string =>
  simplified(text.slice(0, MAX_CHARACTERS).normalize('NFKC').slice(0, MAX_CHARACTERS).replaceAll('’', "'"))

const GOOD_EMOJI = /[👍👏🙏❤💕😍🥰😘💯🎉😊😄🌹]/gu
const BAD_EMOJI = /[👎😭😢😞☹😡🤬😠👿😤💢🖕🙄💩]/gu
const SAD_EMOJI = /[😭😢😞☹😔🥺💔]|:'?\(/gu
const ANGRY_EMOJI = /[😡🤬😠👿💢🖕]/gu
const ANGRY_EMOJI_SIGN = 0.45
const SHOUTING_SIGN = 0.6
const ASKING_LOUDLY_SIGN = 0.2
const SHOUTED_LETTERS = 8
const SHOUTED_WORDS = 2
const SHOUTED_SHARE = 0.7
const CURSE = 0.85

/** What a negation turns and an intensifier strengthens: up to three words of English or two characters of Chinese after it. */
const REACH = /^(?:\s?[a-z']+){1,3}|^[^\s,.。!?]{0,2}/
const LONGEST_REACH = 60

const reachFrom = (text: string, end: number): number =>
  REACH.exec(text.slice(end, end + LONGEST_REACH))?.[0].length ?? 0

/** Capitals throughout, and exclamation marks in rows, each a sign of its own. */
const shoutingIn = (text: string): number => {
  const letters = count(text, /\p{L}/gu)
  const capitals = count(text, /\p{Lu}/gu)
  const inCapitals =
    letters >= SHOUTED_LETTERS && capitals / letters >= SHOUTED_SHARE && count(text, /\p{Lu}{3,}/gu) >= SHOUTED_WORDS
  const exclaims = /!{3}|![!?]{2}|[?]{2}!/.test(text) || count(text, /!/g) > 3
  const asks = /\?{3}/.test(text)
  return 1 - (inCapitals ? 1 - SHOUTING_SIGN : 1) * (exclaims ? 1 - SHOUTING_SIGN : asks ? 1 - ASKING_LOUDLY_SIGN : 1)
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0
