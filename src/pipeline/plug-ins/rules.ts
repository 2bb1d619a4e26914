import { z } from 'zod'
import type { Entity } from '../../domain/understanding.ts'
import type { Heard, Opinion, VoterSelf } from '../../ports/voters.ts'
import { normalise } from '../normalise.ts'
import { actionSchema, readOpinion } from './opinion.ts'

const MOST_RULES = 500
const MOST_WORDS = 5_000
const LONGEST_PATTERN = 500
/** Money is found in minor units; people write rules in whole ones. */
const MINOR_UNITS = 100

const limits = z.strictObject({ above: z.number().optional(), below: z.number().optional() })
const entity = limits.extend({ type: z.string().min(1), in: z.array(z.string()).optional() })
const condition = z.strictObject({
  words: z.array(z.string().min(1)).max(MOST_WORDS).optional(),
  patterns: z.array(z.string().min(1).max(LONGEST_PATTERN)).max(MOST_WORDS).optional(),
  language: z.enum(['zh', 'en']).optional(),
  entities: z.array(entity).optional(),
  anger: limits.optional(),
})
const fileSchema = z.strictObject({
  description: z.string().max(LONGEST_PATTERN).optional(),
  weight: z.number().positive().max(10).optional(),
  rules: z
    .array(
      z.strictObject({
        intent: z.string().min(1),
        confidence: z.number().min(0).max(1),
        when: condition.refine((given) => Object.keys(given).length > 0, 'say at least one condition'),
        unless: condition.optional(),
        action: actionSchema.optional(),
      }),
    )
    .min(1)
    .max(MOST_RULES),
})

export interface RulesVoter {
  self: VoterSelf
  vote(heard: Heard): Opinion | undefined
}

/**
 * A declarative voter from its parsed YAML: the first rule whose `when` holds and whose `unless` does not, speaks; else it abstains.
 * Within a condition everything given must hold; of words, patterns and `in` any one. Patterns are read as they are: who calls this
 * sees to it that one that never ends is ended.
 * @throws Error naming the field that cannot be used
 */
export const createRules = (yaml: unknown): RulesVoter => {
  const read = fileSchema.safeParse(yaml)
  if (!read.success)
    throw new Error(
      read.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`).join('; '),
    )
  const { description, weight, rules } = read.data
  const compiled = rules.map(({ intent, confidence, when, unless, action }, at) => ({
    when: compile(when, `rules[${at}].when`),
    unless: unless === undefined ? undefined : compile(unless, `rules[${at}].unless`),
    opinion: readOpinion({ intent, confidence, ...(action === undefined ? {} : { action }) }),
  }))
  return {
    self: { ...(description === undefined ? {} : { description }), ...(weight === undefined ? {} : { weight }) },
    vote: (heard) => compiled.find(({ when, unless }) => when(heard) && unless?.(heard) !== true)?.opinion,
  }
}

type Holds = (heard: Heard) => boolean

const compile = (given: z.infer<typeof condition>, where: string): Holds => {
  const words = given.words?.map((word) => wordIn(normalise(word)))
  const patterns = given.patterns?.map((source, at) => patternIn(source, `${where}.patterns[${at}]`))
  const { language, entities, anger } = given
  const checks: Holds[] = []
  if (words !== undefined) checks.push(({ text }) => words.some((isIn) => isIn(text)))
  if (patterns !== undefined) checks.push(({ text }) => patterns.some((pattern) => pattern.test(text)))
  if (language !== undefined) checks.push((heard) => heard.language === language)
  if (anger !== undefined) checks.push(({ sentiment }) => within(sentiment.anger, anger))
  for (const wanted of entities ?? []) checks.push((heard) => heard.entities.some((found) => isOne(found, wanted)))
  return (heard) => checks.every((holds) => holds(heard))
}

/** "car" is not in "card", while Chinese has no gaps between words. */
const wordIn = (word: string): ((text: string) => boolean) => {
  const escaped = word.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`)
  const before = /^[a-z0-9]/.test(word) ? '(?<![a-z0-9])' : ''
  const after = /[a-z0-9]$/.test(word) ? '(?![a-z0-9])' : ''
  const pattern = new RegExp(`${before}${escaped}${after}`, 'u')
  return (text) => pattern.test(text)
}

const patternIn = (source: string, where: string): RegExp => {
  try {
    return new RegExp(source, 'u')
  } catch (cause) {
    throw new Error(`${where} "${source}" is not a regular expression: ${(cause as Error).message}`, { cause })
  }
}

const isOne = ({ type, value }: Entity, wanted: z.infer<typeof entity>): boolean => {
  if (type !== wanted.type) return false
  if (wanted.in !== undefined && !wanted.in.includes(value)) return false
  if (wanted.above === undefined && wanted.below === undefined) return true
  return within(type === 'money' ? Number(value) / MINOR_UNITS : Number(value), wanted)
}

const within = (value: number, { above, below }: z.infer<typeof limits>): boolean =>
  !Number.isNaN(value) && (above === undefined || value > above) && (below === undefined || value < below)
