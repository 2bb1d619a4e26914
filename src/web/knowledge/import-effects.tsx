import type { AnswerEffect, DraftPreview } from '../../domain/knowledge-import.ts'
import { Markdown } from '../shared/markdown-view.tsx'
import { word } from './import-texts.ts'
import { LongList } from './long-list.tsx'

/** Questions that the bot would treat otherwise, what it does now beside what it would do. */
export const Effects = ({ effects, more }: { effects: DraftPreview['effects']; more: number }) => {
  const { tried, from, changed, gained, lost } = effects
  const whose = word(from === 'customers' ? 'fromCustomers' : 'fromExamples')
  if (changed.length === 0) return <p class="muted">{word('noEffects', { n: tried.toLocaleString(), from: whose })}</p>
  return (
    <>
      <p>{word('effectsHint', { n: tried.toLocaleString(), from: whose, gained, lost })}</p>
      <LongList items={changed} more={more}>
        {(shown) => (
          <table class="effects">
            <thead>
              <tr>
                <th scope="col">{word('question')}</th>
                <th scope="col">{word('before')}</th>
                <th scope="col">{word('after')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((effect) => (
                <Row key={effect.question} effect={effect} />
              ))}
            </tbody>
          </table>
        )}
      </LongList>
    </>
  )
}

const Row = ({ effect: { question, count, before, after } }: { effect: AnswerEffect }) => (
  <tr>
    <th scope="row">
      {question}
      {count > 1 && <span class="muted small">{word('timesAsked', { n: count })}</span>}
    </th>
    <td data-label={word('before')}>
      <Answer answer={before} />
    </td>
    <td data-label={word('after')}>
      <Answer answer={after} />
    </td>
  </tr>
)

const Answer = ({ answer }: { answer: AnswerEffect['before'] }) =>
  answer === undefined ? (
    <em class="muted">{word('noAnswer')}</em>
  ) : (
    <>
      <strong>{answer.title}</strong>
      <span class="muted small">{word(`does_${answer.does}`)}</span>
      <div class="clamped">
        <Markdown text={answer.text} />
      </div>
    </>
  )
