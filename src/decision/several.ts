import type { Decision, DecisionInput, Draft, Reason } from '../domain/decision.ts'
import { joinDrafts } from '../domain/joined-draft.ts'
import type { Language } from '../domain/message.ts'
import type { Verdict } from '../domain/understanding.ts'

export interface SeveralParts {
  /** From which confidence on the bot may answer such a thing alone. */
  bar(intent: string): number
  /** What of the drafts an agent is shown. */
  shown(drafts: Draft[]): Draft[]
}

/**
 * A message that asks for several things is answered alone where each of them may be; what may be is said at once, and a person
 * takes the rest: nobody waits in a queue for what is known, and nothing that was asked is passed over.
 */
export const severalRequests = (
  { understanding: { requests, language }, drafts }: DecisionInput,
  { bar, shown }: SeveralParts,
): Decision | undefined => {
  if (requests === undefined) return undefined
  const own = drafts.filter(({ voter, parts }) => voter === undefined && parts === undefined)
  const judged = requests.map(({ verdict }) => {
    const draft = own.find(({ intent }) => intent === verdict.intent)
    return { draft, why: obstacle(verdict, draft, { bar: bar(verdict.intent), language }) }
  })
  const [first, ...more] = judged.flatMap(({ draft, why }) => (why === undefined && draft !== undefined ? [draft] : []))
  const said = first === undefined ? undefined : joinDrafts(first, ...more)
  const reason = judged.find(({ why }) => why !== undefined)?.why
  if (said !== undefined && reason === undefined)
    return { kind: 'answer', reason: 'confident', draft: said, suggestions: shown(drafts) }
  if (said === undefined)
    return {
      kind: drafts.length === 0 ? 'handOff' : 'suggest',
      reason: reason ?? 'nothing_found',
      suggestions: shown(drafts),
    }
  const [left, ...others] = judged.flatMap(({ draft, why }) =>
    why !== undefined && draft !== undefined ? [draft] : [],
  )
  const open = left === undefined ? [] : others.length === 0 ? [left] : [joinDrafts(left, ...others), left, ...others]
  return { kind: 'suggest', reason: reason ?? 'nothing_found', suggestions: shown(open), said }
}

/** Why the bot may not answer a request alone; undefined where it may. */
const obstacle = (
  { confidence }: Verdict,
  draft: Draft | undefined,
  { bar, language }: { bar: number; language: Language },
): Reason | undefined => {
  if (draft === undefined) return 'nothing_found'
  if (confidence < bar) return 'not_sure_enough'
  if (draft.mode !== 'auto') return 'suggest_only'
  if (draft.language !== language) return 'not_in_language'
  if (draft.which !== undefined) return 'which_order'
  if (draft.missing.length > 0) return 'slots_missing'
  return draft.stale === undefined ? undefined : 'slots_stale'
}
