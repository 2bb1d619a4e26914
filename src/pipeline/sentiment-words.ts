import * as z from 'zod'

/** What a word of the lexicon says. */
export interface Word {
  /** 1 good, -1 bad, 0 neither. */
  feeling: number
  /** 0 to 1. */
  anger: number
  role?: 'negation' | 'impatient' | 'intensifier' | 'softener'
}

/** The lexicon, ready to be looked for. */
export interface SentimentWords {
  words: ReadonlyMap<string, Word>
  /** The longest of what begins at a place; Latin words as whole words. */
  pattern: RegExp
  /** Of `urgency`; see `createFindUrgency`. */
  urgency: z.infer<typeof Urgencies>
}

/** `lexicon` is `knowledge/lexicon.yaml`, parsed; null is an empty one. Throws an Error naming the entry that is wrong. */
export const readSentimentWords = (lexicon: unknown): SentimentWords => {
  const read = Lexicon.safeParse(lexicon ?? {})
  if (!read.success) throw new Error(`knowledge/lexicon.yaml: ${z.prettifyError(read.error)}`)
  const { negations, neutral, positive, negative, impatient, intensifiers, softeners, angry, urgency } = read.data
  const words = new Map<string, Word>()
  const add = (list: readonly string[], word: Word): void => {
    for (const text of list) words.set(text.toLowerCase(), word)
  }
  add(both(intensifiers), { feeling: 0, anger: 0, role: 'intensifier' })
  add(both(softeners), { feeling: 0, anger: 0, role: 'softener' })
  add(both(negative), { feeling: -1, anger: 0 })
  add(both(impatient), { feeling: -1, anger: 0, role: 'impatient' })
  for (const [text, anger] of Object.entries({ ...angry?.zh, ...angry?.en })) add([text], { feeling: -1, anger })
  add(both(positive), { feeling: 1, anger: 0 })
  add(both(neutral), { feeling: 0, anger: 0 })
  add(both(negations), { feeling: 0, anger: 0, role: 'negation' })
  return { words, pattern: patternOf([...words.keys()]), urgency }
}

const Words = z.strictObject({ zh: z.array(z.string()).default([]), en: z.array(z.string()).default([]) })
const Signs = z.record(z.string(), z.number().min(0).max(1)).default({})
const Patterns = z.array(z.string().min(1)).default([])
const FlagPatterns = z.strictObject({ zh: Patterns, en: Patterns, not: Patterns }).default({ zh: [], en: [], not: [] })
const Urgencies = z
  .strictObject({ self_harm: FlagPatterns, safety: FlagPatterns, legal: FlagPatterns, leaving: FlagPatterns })
  .prefault({})
const Lexicon = z.strictObject({
  negations: Words.optional(),
  neutral: Words.optional(),
  positive: Words.optional(),
  negative: Words.optional(),
  impatient: Words.optional(),
  intensifiers: Words.optional(),
  softeners: Words.optional(),
  angry: z.strictObject({ zh: Signs, en: Signs }).optional(),
  urgency: Urgencies,
})

const both = (words: z.infer<typeof Words> | undefined): string[] => [...(words?.zh ?? []), ...(words?.en ?? [])]

const patternOf = (words: readonly string[]): RegExp => {
  if (words.length === 0) return /(?!)/g
  const alternatives = words
    .toSorted((a, b) => b.length - a.length)
    .map((word) => {
      const text = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      return `${/^[a-z]/.test(word) ? "(?<![a-z'])" : ''}${text}${/[a-z*]$/.test(word) ? '(?![a-z])' : ''}`
    })
  return new RegExp(alternatives.join('|'), 'g')
}
