import { OUT_OF_SCOPE } from '../domain/article.ts'
import type { HeadsManifest, PolicyEvidence } from '../domain/heads.ts'
import { encoderFault } from '../domain/model-version.ts'

/** What promoting a model would mean. With a fault it must not be promoted; a warning is for people to weigh. */
export interface PromotionCheck {
  faults: string[]
  warnings: string[]
  /** Intents that the model knows and the one at work does not, and the other way round. */
  added: string[]
  removed: string[]
}

export interface PromotionParts {
  candidate: HeadsManifest
  /** Absent where the one at work cannot be read. */
  current: HeadsManifest | undefined
  /** Of the encoder that the product runs. */
  encoder: string
  /** Intents of the knowledge; empty where there is none. */
  known: ReadonlySet<string>
}

const LEAST_INTENTS = 2

/** Whether a model fits the encoder and the knowledge of this installation, and what it changes. Pure. */
export const checkPromotion = ({ candidate, current, encoder, known }: PromotionParts): PromotionCheck => {
  const inScope = candidate.intents.filter((intent) => intent !== OUT_OF_SCOPE)
  const answerable = inScope.filter((intent) => known.has(intent))
  const wrongEncoder = encoderFault(candidate, encoder)
  const faults = wrongEncoder === undefined ? [] : [wrongEncoder]
  if (new Set(candidate.intents).size !== candidate.intents.length) faults.push('it names an intent twice')
  if (inScope.length < LEAST_INTENTS)
    faults.push(`it knows ${inScope.length} intents: at least ${LEAST_INTENTS} are needed`)
  if (known.size > 0 && answerable.length === 0)
    faults.push(
      'none of its intents has an article in the knowledge: check KNOWLEDGE_DIR, or train on examples of these intents',
    )
  const added = inScope.filter((intent) => current?.intents.includes(intent) === false)
  const removed = (current?.intents ?? []).filter((intent) => !candidate.intents.includes(intent))
  const warnings: string[] = []
  if (removed.length > 0)
    warnings.push(`it does not know ${removed.length} intents of the model at work: ${some(removed)}`)
  const without = known.size === 0 ? [] : inScope.filter((intent) => !known.has(intent))
  if (without.length > 0 && answerable.length > 0)
    warnings.push(`${without.length} of its intents have no article: ${some(without)}`)
  if (!candidate.evidence.reached)
    warnings.push(
      `too few of its messages were checked in training to show that ${candidate.evidence.wanted} of its answers are right: it only suggests`,
    )
  const unproven = suggestOnly(candidate.evidence)
  if (candidate.evidence.reached && unproven.length > 0)
    warnings.push(`${unproven.length} of its intents are suggestions only, for lack of evidence: ${some(unproven)}`)
  return { faults, warnings, added, removed }
}

const suggestOnly = ({ byIntent = {} }: PolicyEvidence): string[] =>
  Object.keys(byIntent).filter((intent) => byIntent[intent]?.stands === 'suggestOnly')

const MOST_NAMED = 5

const some = (names: readonly string[]): string =>
  names.slice(0, MOST_NAMED).join(', ') + (names.length > MOST_NAMED ? ', …' : '')
