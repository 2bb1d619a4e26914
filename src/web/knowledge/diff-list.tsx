import { useSignal } from '@preact/signals'
import type { ArticleChange } from '../../domain/knowledge-import.ts'
import { DiffText } from './diff-text.tsx'
import { fieldName, word } from './diff-texts.ts'

/** Articles that are shown at first, and added with every click. */
const STEP = 30
/** Changed articles that are open at first. */
const OPEN = 6

/** Articles that were added, changed or retired, each with what is different in it; `more` are not in the list. */
export const DiffList = ({ changes, more = 0 }: { changes: readonly ArticleChange[]; more?: number }) => {
  const count = useSignal(STEP)
  const rest = changes.length - count.value
  return (
    <>
      <ul class="diff-list">
        {changes.slice(0, count.value).map((change, at) => (
          <li key={change.article}>
            <details open={at < OPEN}>
              <summary>
                <span class={`chip kind-${change.kind}`}>{word(change.kind)}</span> {change.title}
              </summary>
              <Fields change={change} />
            </details>
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <button
          type="button"
          class="button"
          onClick={() => {
            count.value += STEP
          }}
        >
          {word('showMore', { n: Math.min(STEP, rest) })}
        </button>
      )}
      {more > 0 && <p class="muted">{word('more', { n: more })}</p>}
    </>
  )
}

/** Of an article that is new or gone as a whole nothing is marked: its chip says it. */
const Fields = ({ change: { kind, fields } }: { change: ArticleChange }) => (
  <dl class={kind}>
    {fields.map(({ field, pieces }) => (
      <div key={field}>
        <dt>{fieldName(field)}</dt>
        <dd>
          <DiffText pieces={kind === 'changed' ? pieces : pieces.map(({ text }) => ({ text, kind: 'same' }))} />
        </dd>
      </div>
    ))}
  </dl>
)
