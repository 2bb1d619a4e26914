import type { Decision, DecisionInput, Draft, VoterRequest } from '../domain/decision.ts'
import type { PlugIn, VoterAction } from '../domain/voter.ts'

/** Where several ask: a person is safer than a suggestion, and that than words nobody looked at. */
const SAFEST_FIRST: readonly VoterAction['do'][] = ['handOff', 'suggest', 'reply']

export interface VoterActionParts {
  /** From which confidence on the bot may answer such a thing alone. */
  bar(intent: string): number
  /** What of the drafts an agent is shown. */
  shown(drafts: Draft[]): Draft[]
}

/**
 * What a plug-in voter that is on asks for, the safest where several do. A reply keeps the bar that answers keep: a voter less sure than that
 * is not heard here, though its vote counted. Words with an empty slot are never said by themselves.
 */
export const voterAction = (
  { understanding: { votes }, drafts }: DecisionInput,
  { bar, shown }: VoterActionParts,
): Decision | undefined => {
  const asking = votes
    .flatMap(({ voter, intent, confidence, plugIn }) =>
      plugIn?.action === undefined || plugIn.weight === 0
        ? []
        : [{ voter, intent, confidence, ...plugIn, action: plugIn.action }],
    )
    .filter(({ action, confidence, intent }) => action.do !== 'reply' || confidence >= bar(intent))
    .sort((a, b) => place(a.action) - place(b.action) || b.confidence - a.confidence)
  const [first] = asking
  if (first === undefined) return undefined
  const draft = drafts.find(({ voter }) => voter?.name === first.voter)
  const others = drafts.filter((other) => other.voter === undefined)
  const request = requestOf(first.voter, first)
  if (first.action.do === 'handOff') {
    const words =
      draft === undefined || draft.missing.length > 0 || draft.stale !== undefined ? {} : { words: draft.text }
    return { kind: 'handOff', reason: 'voter_asked', suggestions: shown(others), request: { ...request, ...words } }
  }
  const suggestions = shown(draft === undefined ? others : [draft, ...others])
  if (first.action.do === 'suggest' || draft === undefined)
    return { kind: 'suggest', reason: 'voter_asked', suggestions, request }
  if (draft.missing.length > 0) return { kind: 'suggest', reason: 'slots_missing', suggestions, request }
  if (draft.stale !== undefined) return { kind: 'suggest', reason: 'slots_stale', suggestions, request }
  return { kind: 'answer', reason: 'voter_asked', draft, suggestions, request }
}

const place = (action: VoterAction): number => SAFEST_FIRST.indexOf(action.do)

const requestOf = (voter: string, { version, action }: PlugIn): VoterRequest => ({
  voter,
  version,
  ...(action?.to === undefined ? {} : { to: action.to }),
})
