import type { Understanding } from '../../domain/understanding.ts'
import { useDesk } from './desk-context.ts'
import { end, i, share } from './insight-texts.ts'
import { voterWords } from './inspector-words.ts'
import { intentName } from './intent-name.ts'
import { WideTable } from './wide-table.tsx'

type Shown = Pick<Understanding, 'votes' | 'verdict' | 'passages' | 'vetoed' | 'leftOut'>

/** Each voter's first choice; a bar beside the number. */
export const Votes = ({ understanding: { votes, verdict, leftOut = [] } }: { understanding: Shown }) => {
  const desk = useDesk()
  return (
    <section>
      <h3 id="inspect-votes">{i('votes')}</h3>
      {votes.length === 0 && <p class="muted">{i('noVotes')}</p>}
      <WideTable by="inspect-votes">
        <thead>
          <tr>
            <th scope="col">{i('voter')}</th>
            <th scope="col">{i('firstChoice')}</th>
            <th scope="col">{i('confidence')}</th>
          </tr>
        </thead>
        <tbody>
          {votes.map(({ voter, intent, confidence, plugIn }) => (
            <tr key={`${voter} ${plugIn?.version}`} class={intent === verdict.intent ? 'agrees' : 'differs'}>
              <th scope="row">
                {voterWords(voter)}
                {plugIn !== undefined && (
                  <span class="muted small">
                    {' '}
                    {plugIn.weight === 0 ? i('shadow') : i('weight', { n: plugIn.weight })}
                  </span>
                )}
              </th>
              <td>{intentName(desk, intent)}</td>
              <td class="number">
                <span class="bar" aria-hidden="true">
                  <span style={{ width: `${Math.round(confidence * 100)}%` }} />
                </span>
                {share(confidence)}
              </td>
            </tr>
          ))}
        </tbody>
      </WideTable>
      {leftOut.length > 0 && (
        <p class="muted small">
          {i('notHeard', { names: leftOut.map(({ voter, why }) => `${voter} (${why})`).join(', ') })}
        </p>
      )}
    </section>
  )
}

/** What was found, how well it fits by words and by meaning, and what must not be used. */
export const Passages = ({ understanding: { passages, vetoed = [] } }: { understanding: Shown }) => (
  <section>
    <h3 id="inspect-passages">{i('passages')}</h3>
    {passages.length === 0 ? (
      <p class="muted">{i('noPassages')}</p>
    ) : (
      <WideTable by="inspect-passages">
        <thead>
          <tr>
            <th scope="col">{i('article')}</th>
            <th scope="col">{i('score')}</th>
            <th scope="col">{i('byWords')}</th>
            <th scope="col">{i('byMeaning')}</th>
            <th scope="col">{i('byLearning')}</th>
          </tr>
        </thead>
        <tbody>
          {passages.map(({ article, version, text, score, lexical, semantic, learned }) => (
            <tr key={`${article} ${text}`}>
              <th scope="row">
                {text}
                <span class="muted small block">
                  {article} · {version}
                </span>
              </th>
              <td class="number">{score.toFixed(2)}</td>
              <td class="number">{lexical.toFixed(1)}</td>
              <td class="number">{semantic?.toFixed(2) ?? '–'}</td>
              <td class="number">{learned === undefined ? '–' : `${learned > 0 ? '+' : ''}${end(learned)}`}</td>
            </tr>
          ))}
        </tbody>
      </WideTable>
    )}
    {vetoed.length > 0 && (
      <>
        <h4>{i('vetoes')}</h4>
        <ul>
          {vetoed.map(({ antiAnswer, article, score, doubtful }) => (
            <li key={`${antiAnswer} ${article}`}>
              {i(doubtful ? 'vetoDoubtful' : 'veto', { article, value: share(score) })}
            </li>
          ))}
        </ul>
      </>
    )}
  </section>
)
