import type { ArticleChange, FieldChange } from '../../domain/knowledge-import.ts'
import { DiffText } from './diff-text.tsx'
import { fieldName, word } from './diff-texts.ts'
import { LongList } from './long-list.tsx'

/** Articles that are shown at first, and added with every click. */
const STEP = 30
/** Changed articles that are open at first. */
const OPEN = 6
const ARTICLES = {
  showMore: (n: number) => word('showMore', { n }),
  more: (n: number) => word('more', { n }),
}

/** Articles that were added, changed or retired, each with what is different in it; `more` are not in the list. */
export const DiffList = ({ changes, more = 0 }: { changes: readonly ArticleChange[]; more?: number }) => (
  <LongList items={changes} more={more} step={STEP} says={ARTICLES}>
    {(shown) => (
      <ul class="diff-list">
        {shown.map((change, at) => (
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
    )}
  </LongList>
)

/** Of an article that is new or gone as a whole nothing is marked: its chip says it. */
const Fields = ({ change }: { change: ArticleChange }) => (
  <dl class={change.kind}>
    {told(change).map(({ field, pieces }) => (
      <div key={field}>
        <dt>{fieldName(field)}</dt>
        <dd>
          <DiffText pieces={change.kind === 'changed' ? pieces : pieces.map(({ text }) => ({ text, kind: 'same' }))} />
        </dd>
      </div>
    ))}
  </dl>
)

/** Fields worth reading: of a whole article its questions first, without its title again and what it has like every other one. */
const told = ({ kind, title, fields }: ArticleChange): FieldChange[] => {
  if (kind === 'changed') return fields
  const text = ({ pieces }: FieldChange) => pieces.map((piece) => piece.text).join('')
  const isUsual = (change: FieldChange) => USUAL[change.field.split('.')[0] ?? '']?.(text(change), title) ?? false
  const isQuestion = ({ field }: FieldChange) => field.startsWith('questions.')
  const rest = fields.filter((change) => !isUsual(change))
  return [...rest.filter(isQuestion), ...rest.filter((change) => !isQuestion(change))]
}

const USUAL: Record<string, (text: string, title: string) => boolean> = {
  title: (text, title) => text === title,
  intent: (text) => text.startsWith('faq_'),
  mode: (text) => text === 'auto',
  courtesy: (text) => text === 'false',
}
