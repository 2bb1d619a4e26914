import * as z from 'zod'
import type { Vote } from '../domain/understanding.ts'
import { isPersonRequest } from './person-request.ts'

export type KeywordVoter = (text: string) => Vote | undefined

const PERSON = 'human_agent'
/** Share of its votes that were right on the starter data is above this (test/keywords.test.ts). */
const CONFIDENCE = 0.97

/**
 * The voter `keywords` over `knowledge/keywords.yaml`, parsed (null: no rules): one vote where rules of exactly one intent
 * speak, else none. Who asks for a person is heard whatever the rules say (W10). Wants normalised text. Throws an Error
 * naming the rule and pattern that cannot be used.
 */
export const createKeywordVoter = (rules: unknown): KeywordVoter => {
  const compiled = readRules(rules ?? [])
  return (text) => {
    if (isPersonRequest(text)) return voteFor(PERSON)
    const speaking = compiled.filter(({ patterns, not }) => matches(patterns, text) && !matches(not, text))
    const [first, ...others] = speaking
    return first === undefined || others.length > 0 ? undefined : voteFor(first.intent)
  }
}

const Rules = z.array(
  z.strictObject({
    intent: z.string().min(1),
    zh: z.array(z.string().min(1)).default([]),
    en: z.array(z.string().min(1)).default([]),
    not: z.array(z.string().min(1)).default([]),
  }),
)

interface Rule {
  intent: string
  patterns: RegExp[]
  not: RegExp[]
}

const readRules = (input: unknown): Rule[] => {
  const read = Rules.safeParse(input)
  if (!read.success) throw new Error(`knowledge/keywords.yaml: ${z.prettifyError(read.error)}`)
  return read.data.map(({ intent, zh, en, not }) => ({
    intent,
    patterns: [...zh, ...en].map((source) => compile(intent, source)),
    not: not.map((source) => compile(intent, source)),
  }))
}

const matches = (patterns: readonly RegExp[], text: string): boolean => patterns.some((pattern) => pattern.test(text))

const compile = (intent: string, source: string): RegExp => {
  try {
    return new RegExp(source, 'u')
  } catch (cause) {
    throw new Error(
      `knowledge/keywords.yaml: pattern "${source}" of ${intent} is not a regular expression: ${(cause as Error).message}`,
      {
        cause,
      },
    )
  }
}

const voteFor = (intent: string): Vote => ({
  voter: 'keywords',
  intent,
  confidence: CONFIDENCE,
  ranked: [{ intent, confidence: CONFIDENCE }],
})
