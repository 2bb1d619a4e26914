import type { ComponentChildren } from 'preact'
import { suggestBar } from '../../domain/decision.ts'
import type { InspectedTurn } from '../../domain/inspection.ts'
import type { DecisionRecord } from '../../domain/record.ts'
import { elapsed } from '../shared/format.ts'
import { language } from '../shared/i18n.ts'
import { i, share } from './insight-texts.ts'
import { contextWords, entityWords, outcomeWords, sourceWords, stepWords, versionWords } from './inspector-words.ts'
import { WideTable } from './wide-table.tsx'

/** Names and what they are. */
const Facts = ({ facts }: { facts: readonly (readonly [string, ComponentChildren])[] }) => (
  <dl class="facts">
    {facts.map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
)

/** Language, mood, what it names, and what the conversation had to do with it. */
export const Heard = ({ understanding }: { understanding: DecisionRecord['understanding'] }) => {
  const { language: spoken, otherLanguage, sentiment, entities, context } = understanding
  const { level, anger, urgency = [] } = sentiment
  return (
    <section>
      <h3>{i('heard')}</h3>
      <Facts
        facts={[
          [i('languageOf'), otherLanguage === undefined ? i(spoken) : i('otherLanguage', { code: otherLanguage })],
          [i('mood'), `${level === undefined ? '' : `${i(level)}, `}${i('angerIs', { value: share(anger) })}`],
          ...urgency.map(
            ({ flag, evidence }) =>
              [i('urgent'), `${i(flag)}${evidence.length > 0 ? `: ${evidence.join(', ')}` : ''}`] as const,
          ),
          ...(context === undefined
            ? []
            : [
                [
                  i('contextUse'),
                  `${contextWords(context.kind)}${context.share === undefined ? '' : `, ${share(context.share)}`}`,
                ] as const,
              ]),
        ]}
      />
      <h4 id="inspect-entities">{i('entities')}</h4>
      {entities.length === 0 ? (
        <p class="muted">{i('noEntities')}</p>
      ) : (
        <WideTable by="inspect-entities">
          <thead>
            <tr>
              <th scope="col">{i('kind')}</th>
              <th scope="col">{i('asWritten')}</th>
              <th scope="col">{i('value')}</th>
            </tr>
          </thead>
          <tbody>
            {entities.map(({ type, text, value, start }) => (
              <tr key={`${type} ${start} ${text}`}>
                <th scope="row">{entityWords(type)}</th>
                <td>{text}</td>
                <td>{value}</td>
              </tr>
            ))}
          </tbody>
        </WideTable>
      )}
    </section>
  )
}

/** The bars that the decision was made by. */
export const Limits = ({ turn: { record, bar } }: { turn: InspectedTurn }) => {
  const { policy, understanding } = record
  const taken = policy.reduced?.includes(understanding.verdict.intent) === true
  const above = (value: number) => i('from', { value: share(value) })
  return (
    <section>
      <h3>{i('limits')}</h3>
      <Facts
        facts={[
          [i('ownBar'), bar !== null ? above(bar) : `${i('never')}${taken ? ` (${i('takenBack')})` : ''}`],
          [i('suggestAbove'), above(suggestBar(policy, understanding.verdict.intent))],
          [i('outOfScopeAbove'), above(policy.outOfScopeAbove)],
          [i('angerAbove'), above(policy.angerAbove)],
          [i('ambiguityGap'), share(policy.ambiguityGap)],
          [i('missesBeforePerson'), String(policy.missesBeforePerson)],
        ]}
      />
    </section>
  )
}

/** What came from the shop's systems: which, how old, and how each of them did. */
export const Reads = ({ record: { mesh } }: { record: DecisionRecord }) => {
  const reads = Object.entries(mesh.reads)
  const ago = (ms: number) => i('ago', { time: elapsed(ms, language.value) })
  return (
    <section>
      <h3 id="inspect-reads">{i('reads')}</h3>
      {reads.length === 0 ? (
        <p class="muted">{i('noReads')}</p>
      ) : (
        <WideTable by="inspect-reads">
          <thead>
            <tr>
              <th scope="col">{i('slot')}</th>
              <th scope="col">{i('value')}</th>
              <th scope="col">{i('readFrom')}</th>
              <th scope="col">{i('age')}</th>
            </tr>
          </thead>
          <tbody>
            {reads.map(([slot, value]) => {
              const { source, ageMs } = mesh.provenance?.[slot] ?? {}
              return (
                <tr key={slot}>
                  <th scope="row">{slot}</th>
                  <td>{value}</td>
                  <td>{source === undefined ? '–' : sourceWords(source)}</td>
                  <td>{ageMs === undefined ? '–' : ago(ageMs)}</td>
                </tr>
              )
            })}
          </tbody>
        </WideTable>
      )}
      {mesh.sources.length > 0 && (
        <Facts
          facts={mesh.sources.map(({ source, state, ageMs, reason }) => [
            sourceWords(source),
            [i(state), state === 'absent' ? '' : ago(ageMs), reason ?? ''].filter(Boolean).join(' · '),
          ])}
        />
      )}
    </section>
  )
}

/** Time taken, versions, and what became of it. */
export const Records = ({ turn: { record, outcomes } }: { turn: InspectedTurn }) => (
  <>
    <section>
      <h3>{i('became')}</h3>
      {outcomes.length === 0 ? (
        <p class="muted">{i('nothingYet')}</p>
      ) : (
        <ul>
          {outcomes.map((outcome) => (
            <li key={`${outcome.suggestion} ${outcome.result} ${outcome.by}`}>
              {outcomeWords(outcome)}
              <span class="muted small">
                {' '}
                {outcome.by}, {new Date(outcome.at).toLocaleString(language.value)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
    <section class="beside">
      <div>
        <h3>{i('timings')}</h3>
        <Facts
          facts={Object.entries(record.timings).map(([step, ms]) => [stepWords(step), i('ms', { n: ms.toFixed(1) })])}
        />
      </div>
      <div>
        <h3>{i('versions')}</h3>
        <Facts
          facts={Object.entries(record.understanding.fingerprints).map(([name, print]) => [
            versionWords(name),
            <code key={name}>{print.slice(0, PRINT_LENGTH)}</code>,
          ])}
        />
      </div>
    </section>
  </>
)

/** Enough of a fingerprint to tell it from others. */
const PRINT_LENGTH = 16
