import type { Contradiction, NearDuplicate } from '../../domain/knowledge-import.ts'
import { percent } from '../shared/format.ts'
import { href } from './address.ts'
import { word } from './import-texts.ts'
import { LongList } from './long-list.tsx'
import { marked } from './marked.ts'

/** Questions that mean nearly the same as another article's. */
export const Duplicates = ({ found, more }: { found: readonly NearDuplicate[]; more: number }) => {
  if (found.length === 0) return <p class="muted">{word('noDuplicates')}</p>
  return (
    <>
      <p>{word('duplicatesHint')}</p>
      <LongList items={found} more={more}>
        {(shown) =>
          shown.map(({ article, question, other, otherQuestion, score, within }) => (
            <Pair
              key={`${article} ${question} ${other}`}
              head={word('similarity', { percent: percent(score) })}
              otherIs={word(within ? 'inDraft' : 'inLibrary')}
              left={{ article, text: question }}
              right={{ article: other, text: otherQuestion, isThere: !within }}
            />
          ))
        }
      </LongList>
    </>
  )
}

/** Answers to the same question that say different things; what differs is marked. */
export const Contradictions = ({ found, more }: { found: readonly Contradiction[]; more: number }) => {
  if (found.length === 0) return <p class="muted">{word('noContradictions')}</p>
  return (
    <>
      <p>{word('contradictionsHint')}</p>
      <LongList items={found} more={more}>
        {(shown) =>
          shown.map(({ article, text, other, otherText, kind, values }) => (
            <Pair
              key={`${article} ${other} ${values.join()}`}
              head={word(`c_${kind}`)}
              otherIs={word('other')}
              left={{ article, text, value: values[0] }}
              right={{ article: other, text: otherText, value: values[1] }}
            />
          ))
        }
      </LongList>
    </>
  )
}

interface Side {
  article: string
  text: string
  /** Marked where it stands in the text. */
  value?: string
  /** It can be opened: it is in the library, not in the file only. */
  isThere?: boolean
}

const Pair = ({ head, otherIs, left, right }: { head: string; otherIs: string; left: Side; right: Side }) => (
  <article class="pair">
    <h3>{head}</h3>
    <Half name={word('thisFile')} side={left} />
    <Half name={otherIs} side={right} />
  </article>
)

const Half = ({ name, side: { article, text, value, isThere = false } }: { name: string; side: Side }) => (
  <div>
    <p class="muted small">
      {name} · {isThere ? <a href={href(['articles', article])}>{article}</a> : <span class="id">{article}</span>}
    </p>
    <p>
      {marked(text, value).map(({ text: part, is }) => (is ? <mark>{part}</mark> : part))}
      {value !== undefined && !text.includes(value) && <mark> {value}</mark>}
    </p>
  </div>
)
