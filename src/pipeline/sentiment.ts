import * as z from 'zod'
import type { Sentiment } from '../domain/understanding.ts'
import { MAX_CHARACTERS } from './normalise.ts'

/** A reader of sentiment over a lexicon. `score` is (good − bad) / (good + bad + 1), `anger` 1 − Π(1 − sign). */
export type ReadSentiment = (text: string) => Sentiment

/**
 * `lexicon` is `knowledge/lexicon.yaml`, parsed; without one (null) only emoji and shouting tell. Give it the text as
 * written: capitals, exclamation marks and emoji are read too. Throws an Error naming the entry that is wrong.
 */
export const createSentiment = (lexicon: unknown): ReadSentiment => {
  const words = readLexicon(lexicon ?? {})
  const pattern = patternOf([...words.keys()])
  return (text) => {
    const plain = text.slice(0, MAX_CHARACTERS).normalize('NFKC').replaceAll('’', "'")
    let good = count(plain, GOOD_EMOJI)
    let bad = count(plain, BAD_EMOJI)
    let calm = (1 - ANGRY_EMOJI_SIGN) ** count(plain, ANGRY_EMOJI)
    let negatedUntil = 0
    const lower = plain.toLowerCase()
    for (const { 0: found, index } of lower.matchAll(pattern)) {
      const { feeling, anger, negation } = words.get(found) as Word
      const end = index + found.length
      if (negation) negatedUntil = end + (REACH.exec(lower.slice(end, end + LONGEST_REACH))?.[0].length ?? 0)
      else if (index >= negatedUntil) {
        if (feeling > 0) good++
        if (feeling < 0) bad++
        calm *= 1 - anger
      } else if (feeling > 0) bad++ // What is not good is bad; what is not bad is not yet good.
    }
    const shouted = good > bad ? 0 : shouting(plain)
    if (shouted >= SHOUTING_SIGN) bad++
    calm *= 1 - shouted
    return { score: round((good - bad) / (good + bad + 1)), anger: round(1 - calm) }
  }
}

interface Word {
  /** 1 good, -1 bad. */
  feeling: number
  anger: number
  negation: boolean
}

const Words = z.strictObject({ zh: z.array(z.string()).default([]), en: z.array(z.string()).default([]) })
const Signs = z.record(z.string(), z.number().min(0).max(1)).default({})
const Lexicon = z.strictObject({
  negations: Words.optional(),
  neutral: Words.optional(),
  positive: Words.optional(),
  negative: Words.optional(),
  angry: z.strictObject({ zh: Signs, en: Signs }).optional(),
})

const GOOD_EMOJI = /[👍👏🙏❤💕😍🥰😘💯🎉😊😄🌹]/gu
const BAD_EMOJI = /[👎😭😢😞☹😡🤬😠👿😤💢🖕🙄💩]/gu
const ANGRY_EMOJI = /[😡🤬😠👿💢🖕]/gu
const ANGRY_EMOJI_SIGN = 0.45
const SHOUTING_SIGN = 0.6
const ASKING_LOUDLY_SIGN = 0.2
const SHOUTED_LETTERS = 8
const SHOUTED_WORDS = 2
const SHOUTED_SHARE = 0.7

/** What a negation turns: up to three words of English or two characters of Chinese after it. */
const REACH = /^(?:\s?[a-z']+){1,3}|^[^\s,.。!?]{0,2}/
const LONGEST_REACH = 60

const readLexicon = (input: unknown): Map<string, Word> => {
  const read = Lexicon.safeParse(input)
  if (!read.success) throw new Error(`knowledge/lexicon.yaml: ${z.prettifyError(read.error)}`)
  const { negations, neutral, positive, negative, angry } = read.data
  const words = new Map<string, Word>()
  const add = (list: string[], word: Word): void => {
    for (const text of list) words.set(text.toLowerCase(), word)
  }
  add(both(negative), { feeling: -1, anger: 0, negation: false })
  for (const [text, anger] of Object.entries({ ...angry?.zh, ...angry?.en }))
    add([text], { feeling: -1, anger, negation: false })
  add(both(positive), { feeling: 1, anger: 0, negation: false })
  add(both(neutral), { feeling: 0, anger: 0, negation: false })
  add(both(negations), { feeling: 0, anger: 0, negation: true })
  return words
}

const both = (words: z.infer<typeof Words> | undefined): string[] => [...(words?.zh ?? []), ...(words?.en ?? [])]

/** The longest of what begins at a place; Latin words as whole words. */
const patternOf = (words: string[]): RegExp => {
  if (words.length === 0) return /(?!)/g
  const alternatives = words
    .toSorted((a, b) => b.length - a.length)
    .map((word) => {
      const text = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      return `${/^[a-z]/.test(word) ? "(?<![a-z'])" : ''}${text}${/[a-z*]$/.test(word) ? '(?![a-z])' : ''}`
    })
  return new RegExp(alternatives.join('|'), 'g')
}

/** Capitals throughout, and exclamation marks in rows, each a sign of its own. */
const shouting = (text: string): number => {
  const letters = count(text, /\p{L}/gu)
  const capitals = count(text, /\p{Lu}/gu)
  const inCapitals =
    letters >= SHOUTED_LETTERS && capitals / letters >= SHOUTED_SHARE && count(text, /\p{Lu}{3,}/gu) >= SHOUTED_WORDS
  const exclaims = /!{3}|![!?]{2}|[?]{2}!/.test(text) || count(text, /!/g) > 3
  const asks = /\?{3}/.test(text)
  return 1 - (inCapitals ? 1 - SHOUTING_SIGN : 1) * (exclaims ? 1 - SHOUTING_SIGN : asks ? 1 - ASKING_LOUDLY_SIGN : 1)
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0

const round = (share: number): number => Math.round(share * 1_000) / 1_000
