import { useSignal } from '@preact/signals'
import type { FieldChange } from '../../domain/knowledge-import.ts'
import { shortened } from './diff-short.ts'
import { word } from './diff-texts.ts'

/** A text with what was added and removed: by colour, by underline and line-through, and in words for screen readers. */
export const DiffText = ({ pieces }: { pieces: FieldChange['pieces'] }) => {
  const whole = useSignal(false)
  const short = shortened(pieces)
  const isCut = short.some(({ text }, at) => text !== pieces[at]?.text)
  return (
    <div class="diff">
      {(whole.value ? pieces : short).map(({ text, kind }) => {
        if (kind === 'same') return <span>{text}</span>
        const Mark = kind === 'added' ? 'ins' : 'del'
        return (
          <Mark>
            <span class="sr">{word(kind === 'added' ? 'insertion' : 'deletion')}</span>
            {text}
          </Mark>
        )
      })}
      {isCut && (
        <button
          type="button"
          class="link-button"
          aria-expanded={whole.value}
          onClick={() => {
            whole.value = !whole.value
          }}
        >
          {word(whole.value ? 'showShort' : 'showWhole')}
        </button>
      )}
    </div>
  )
}
