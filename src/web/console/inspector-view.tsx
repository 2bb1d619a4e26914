import type { InspectedTurn } from '../../domain/inspection.ts'
import type { RankedIntent, Understanding } from '../../domain/understanding.ts'
import { useDesk } from './desk-context.ts'
import { i, share } from './insight-texts.ts'
import { Heard, Limits, Reads, Records } from './inspector-parts.tsx'
import { Passages, Votes } from './inspector-tables.tsx'
import { WhatIfPart } from './inspector-what-if.tsx'
import { decisionWords, reasonWords } from './inspector-words.ts'
import { intentName } from './intent-name.ts'

/** A decided message, first in words, then number by number. */
export const InspectorView = ({ turn, path }: { turn: InspectedTurn; path: string }) => {
  const desk = useDesk()
  const { understanding, decision } = turn.record
  const { verdict, requests } = understanding
  const second = runnerUp(understanding)
  return (
    <>
      <p class="verdict">
        {i('understoodAs')} <strong>{intentName(desk, verdict.intent)}</strong>{' '}
        <span class="chip sure">{i('sureBy', { value: share(verdict.confidence) })}</span>
        {second !== undefined && (
          <span class="muted small">
            {i('runnerUp', { intent: intentName(desk, second.intent), value: share(second.confidence) })}
          </span>
        )}
      </p>
      {requests !== undefined && (
        <p>
          {i('severalAsked')}:{' '}
          {requests.map(({ start, verdict }) => (
            <span class="chip" key={start}>
              {intentName(desk, verdict.intent)} {share(verdict.confidence)}
            </span>
          ))}
        </p>
      )}
      <p class="decided">
        <strong>{decisionWords(decision.kind)}</strong>
        {i('because', { why: reasonWords(decision.reason) })}
      </p>
      <WhatIfPart turn={turn} path={path} />
      <Votes understanding={understanding} />
      <Passages understanding={understanding} />
      <Heard understanding={understanding} />
      <Limits turn={turn} />
      <Reads record={turn.record} />
      <Records turn={turn} />
    </>
  )
}

const runnerUp = ({ verdict }: Pick<Understanding, 'verdict'>): RankedIntent | undefined =>
  verdict.ranked.find(({ intent }) => intent !== verdict.intent)
