import { z } from 'zod'
import type { VoterAction } from '../../domain/voter.ts'
import type { Opinion } from '../../ports/voters.ts'

/** Intents of an opinion that are kept. */
const MOST_RANKED = 5
const MOST_SAID = 1_000
const LONGEST_INTENT = 100
const LONGEST_REPLY = 2_000
/** Sums of floats may be off by so much. */
const ROUNDING = 1e-6

const probability = z.number().min(0).max(1)
const intent = z.string().min(1).max(LONGEST_INTENT)
const template = z.string().min(1).max(LONGEST_REPLY)

/** `reply` needs words; the other two have the usual ones. */
export const actionSchema = z
  .strictObject({
    do: z.enum(['handOff', 'suggest', 'reply']),
    reply: z.strictObject({ zh: template, en: template }).optional(),
    to: z.string().min(1).max(LONGEST_INTENT).optional(),
  })
  .refine((action) => action.do !== 'reply' || action.reply !== undefined, {
    path: ['reply'],
    message: 'what to reply is missing: give it in zh and en',
  })

const ranked = z.object({ intent, confidence: probability })
const opinionSchema = z.union([
  z.object({ intent, confidence: probability, action: actionSchema.optional() }),
  z.object({ ranked: z.array(ranked).min(1).max(MOST_SAID), action: actionSchema.optional() }),
])

/**
 * What came from a voter, as an opinion: `{intent, confidence, action?}` or `{ranked: [{intent, confidence}], action?}`; undefined
 * or null abstain. The five best intents are kept.
 * @throws Error naming what is wrong with it
 */
export const readOpinion = (said: unknown): Opinion | undefined => {
  if (said === undefined || said === null) return undefined
  const read = opinionSchema.safeParse(said)
  if (!read.success) throw new Error(`its vote cannot be used: ${z.prettifyError(read.error)}`)
  const { data } = read
  const all = 'ranked' in data ? data.ranked : [{ intent: data.intent, confidence: data.confidence }]
  const sum = all.reduce((total, { confidence }) => total + confidence, 0)
  if (sum > 1 + ROUNDING)
    throw new Error(`its vote cannot be used: the probabilities sum to ${sum.toFixed(3)}; they are 1 at most`)
  const best = all.toSorted((a, b) => b.confidence - a.confidence).slice(0, MOST_RANKED)
  return { ranked: best, ...(data.action === undefined ? {} : { action: withoutGaps(data.action) }) }
}

/** As the domain has it: what is not there is absent. */
const withoutGaps = ({ do: what, reply, to }: z.infer<typeof actionSchema>): VoterAction => ({
  do: what,
  ...(reply === undefined ? {} : { reply }),
  ...(to === undefined ? {} : { to }),
})
