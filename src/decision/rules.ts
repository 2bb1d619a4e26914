import { OUT_OF_SCOPE } from '../domain/article.ts'
import {
  type Decision,
  type DecisionInput,
  type Draft,
  type OrderQuestion,
  type Policy,
  type Reason,
  suggestBar,
} from '../domain/decision.ts'
import type { AskOption } from '../domain/message.ts'
import type { RankedIntent } from '../domain/understanding.ts'
import { severalRequests } from './several.ts'
import { isUrgent } from './urgency.ts'
import { voterAction } from './voter-action.ts'

export type Rule = (input: DecisionInput, policy: Policy) => Decision | undefined

const SUGGESTIONS_SHOWN = 3
/** The model alone is believed about a person asked for when this sure; the keyword voter is believed at once. */
const PERSON_CONFIDENCE = 0.5
const PERSON = 'human_agent'
/** Above, a message is told to be none of ours; below, the two likeliest meanings are offered first, if they are worth it. */
const SURELY_OUT_OF_SCOPE = 0.7
const DOUBTFUL_MASS = 0.3

/** Danger goes before everything: what to do at once is said, and a person comes first. */
const safety: Rule = ({ understanding, conversation, drafts }) => {
  if (!isUrgent(understanding, 'safety')) return undefined
  return humanThere(conversation) ? suggest('human_present', drafts) : handOff('safety', drafts)
}

const forbiddenWords: Rule = ({ understanding, drafts }, policy) =>
  policy.forbiddenWords.some((word) => understanding.text.includes(word.toLowerCase()))
    ? handOff('forbidden_words', drafts)
    : undefined

const personAskedFor: Rule = ({ understanding: { votes, verdict, requests = [] }, conversation, drafts }) => {
  const said = votes.some((vote) => vote.voter === 'keywords' && vote.intent === PERSON)
  const meant = [verdict, ...requests.map((one) => one.verdict)].some(
    ({ intent, confidence }) => intent === PERSON && confidence >= PERSON_CONFIDENCE,
  )
  if (!said && !meant) return undefined
  return humanThere(conversation) ? suggest('human_present', drafts) : handOff('person_asked_for', drafts)
}

const humanPresent: Rule = ({ conversation, drafts }) =>
  humanThere(conversation) ? suggest('human_present', drafts) : undefined

const otherLanguage: Rule = ({ understanding, drafts }) =>
  understanding.otherLanguage === undefined ? undefined : handOff('other_language', drafts)

/** What a recording says only a person hears; of a picture the bot asks what it is about, as long as asking is not all it does. */
const wordless: Rule = ({ understanding, conversation }, policy) => {
  if (understanding.wordless === undefined) return undefined
  if (understanding.wordless === 'audio' || missed(conversation, policy)) return handOff('wordless', [])
  return { kind: 'ask', reason: 'wordless', options: [], suggestions: [] }
}

const legal: Rule = ({ understanding, drafts }) =>
  isUrgent(understanding, 'legal') ? handOff('legal', drafts) : undefined

const anger: Rule = ({ understanding, drafts }, policy) =>
  understanding.sentiment.anger >= policy.angerAbove ? handOff('anger', drafts) : undefined

const voterAsked: Rule = (input, policy) => voterAction(input, { bar: (intent) => bar(intent, policy), shown })

const several: Rule = (input, policy) => severalRequests(input, { bar: (intent) => bar(intent, policy), shown })

/** What was given to prove who asks goes before what it might mean else; proven, the question before is answered. */
const identity: Rule = ({ understanding: { proof, verdict }, drafts }, policy) => {
  if (proof === undefined) return undefined
  if (proof.outcome === 'proven')
    return verdict.intent === OUT_OF_SCOPE || verdict.confidence < suggestBar(policy, verdict.intent)
      ? { kind: 'ask', reason: 'identity_proven', options: [], suggestions: shown(drafts) }
      : undefined
  if (proof.outcome === 'limited' || proof.last) return handOff('identity_failed', drafts)
  return { kind: 'ask', reason: `identity_${proof.outcome}`, options: [], suggestions: shown(drafts) }
}

const outOfScope: Rule = (input, policy) => {
  const { verdict, degraded } = input.understanding
  // Half-blind, the bot neither refuses nor asks: what it is not sure of goes to a person.
  if (degraded.length > 0) return undefined
  if (verdict.intent !== OUT_OF_SCOPE || verdict.outOfScope < policy.outOfScopeAbove) return undefined
  if (missed(input.conversation, policy)) return handOff('repeated_miss', input.drafts)
  const doubtful = verdict.outOfScope < SURELY_OUT_OF_SCOPE
  return (
    (doubtful ? askWhich(input, DOUBTFUL_MASS) : undefined) ?? {
      kind: 'ask',
      reason: 'out_of_scope',
      options: [],
      suggestions: shown(input.drafts),
    }
  )
}

const ambiguity: Rule = (input, policy) => {
  const { understanding, conversation, drafts } = input
  const [first, second] = inScope(understanding)
  if (first === undefined || second === undefined || missed(conversation, policy)) return undefined
  if (understanding.degraded.length > 0) return undefined
  const near = first.confidence - second.confidence < policy.ambiguityGap
  const own = bar(first.intent, policy)
  // What is never answered alone is not asked about either: the customer's word would change nothing.
  const nearlySure =
    first.confidence < own && own <= 1 && drafts[0]?.mode === 'auto' && drafts[0].intent === first.intent
  return near || nearlySure ? askWhich(input, policy.ambiguityMass) : undefined
}

/** The same answer twice helps nobody: who asks on gets a person; who wrote before the answer was there has it already. */
const unlessRepeated =
  (rule: Rule): Rule =>
  (input, policy) => {
    const { repeats } = input.understanding
    const decision = rule(input, policy)
    if (repeats === undefined || decision?.kind !== 'answer') return decision
    if (!repeats.unread) return handOff('repeated_question', input.drafts)
    return { kind: 'ask', reason: 'repeated_question', options: [], suggestions: shown(input.drafts) }
  }

const answer: Rule = ({ understanding: { verdict, language, askedOrders }, conversation, drafts }, policy) => {
  const draft = drafts[0]
  if (draft === undefined || draft.voter !== undefined || draft.intent !== verdict.intent) return undefined
  if (verdict.confidence < bar(verdict.intent, policy)) return undefined
  if (draft.mode !== 'auto') return suggest('suggest_only', drafts)
  if (draft.language !== language) return suggest('not_in_language', drafts)
  if (draft.which !== undefined) return askWhichOrder(draft.which, drafts, askedOrders)
  if (draft.missing.length > 0 && draft.needsIdentity && conversation.proof === undefined)
    return { kind: 'ask', reason: 'identity_needed', options: [], suggestions: shown(drafts) }
  if (draft.missing.length > 0) return suggest('slots_missing', drafts)
  if (draft.stale !== undefined) return suggest('slots_stale', drafts)
  return { kind: 'answer', reason: draft.courtesy ? 'courtesy' : 'confident', draft, suggestions: shown(drafts) }
}

const suggestion: Rule = ({ understanding: { verdict, degraded }, drafts }, policy) => {
  if (drafts.length === 0 || verdict.confidence < policy.suggestAbove) return undefined
  const isSeldomRight = verdict.confidence < suggestBar(policy, verdict.intent)
  if (isSeldomRight) return degraded.length > 0 ? undefined : handOff('seldom_right', drafts)
  if (degraded.length > 0) return suggest('models_down', drafts)
  // Sure of what was asked, but the words at hand are another intent's.
  const hasNoArticle =
    verdict.confidence >= bar(verdict.intent, policy) && drafts.every((one) => one.intent !== verdict.intent)
  return suggest(hasNoArticle ? 'no_article' : 'not_sure_enough', drafts)
}

/** What is done when no rule spoke. */
export const lastResort = ({ understanding: { degraded }, drafts }: DecisionInput): Decision =>
  handOff(degraded.length > 0 ? 'models_down' : 'nothing_found', drafts)

/** The order is the meaning: the first rule that speaks decides. */
export const RULES: readonly Rule[] = [
  safety,
  forbiddenWords,
  personAskedFor,
  humanPresent,
  otherLanguage,
  wordless,
  legal,
  anger,
  voterAsked,
  identity,
  unlessRepeated(several),
  outOfScope,
  ambiguity,
  unlessRepeated(answer),
  suggestion,
]

/** The question back: the two likeliest intents, where together they are at least so likely and were not just asked about. */
const askWhich = (
  { understanding, conversation, drafts, label }: DecisionInput,
  mass: number,
): Decision | undefined => {
  const [first, second] = inScope(understanding)
  if (first === undefined || second === undefined || conversation.asked !== undefined) return undefined
  if (first.confidence + second.confidence < mass) return undefined
  const options: AskOption[] = [first, second].map(({ intent }) => ({ intent, label: label(intent) }))
  return { kind: 'ask', reason: 'ambiguous', options, suggestions: shown(drafts) }
}

/** Which order: asked once; who did not say it then gets a person. */
const askWhichOrder = (
  { why, options, said }: OrderQuestion,
  drafts: Draft[],
  asked: readonly string[] | undefined,
): Decision => {
  if (asked !== undefined && options.every(({ order }) => order !== undefined && asked.includes(order)))
    return suggest('which_order', drafts)
  const words = said === undefined ? {} : { said }
  return { kind: 'ask', reason: 'which_order', options, suggestions: shown(drafts), which: why, ...words }
}

const inScope = ({ verdict }: DecisionInput['understanding']): RankedIntent[] =>
  verdict.ranked.filter(({ intent }) => intent !== OUT_OF_SCOPE)

const bar = (intent: string, policy: Policy): number => policy.answerAboveByIntent[intent] ?? policy.answerAbove

const humanThere = (conversation: DecisionInput['conversation']): boolean =>
  conversation.humanSpoke || conversation.state === 'assigned'

const missed = (conversation: DecisionInput['conversation'], policy: Policy): boolean =>
  conversation.misses + 1 >= policy.missesBeforePerson

const shown = (drafts: Draft[]): Draft[] => drafts.filter(({ mode }) => mode !== 'off').slice(0, SUGGESTIONS_SHOWN)
const suggest = (reason: Reason, drafts: Draft[]): Decision => ({ kind: 'suggest', reason, suggestions: shown(drafts) })
const handOff = (reason: Reason, drafts: Draft[]): Decision => ({ kind: 'handOff', reason, suggestions: shown(drafts) })
