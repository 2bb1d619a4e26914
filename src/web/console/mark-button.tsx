import { useSignal } from '@preact/signals'
import { Icon } from '../shared/icons.tsx'
import { correctionsOf } from './corrections.ts'
import { useDesk } from './desk-context.ts'
import { t } from './texts.ts'

const LOOKS = {
  wrong: { icon: 'ban', name: 'wrongAnswer', hint: 'wrongHint', done: 'wrongNoted', failed: 'markFailed' },
  kept: { icon: 'book', name: 'keep', hint: 'keepHint', done: 'kept', failed: 'keepFailed' },
} as const

/** Says that an answer of the bot was wrong, or keeps one's own for whoever writes articles; it is learnt from, and stays where it is. */
export const MarkButton = (props: { as: keyof typeof LOOKS; conversation: string; seq: number }) => {
  const { as, conversation, seq } = props
  const marks = correctionsOf(useDesk(), conversation)
  const state = useSignal<'idle' | 'sending' | 'failed'>('idle')
  const { icon, name, hint, done, failed } = LOOKS[as]
  const isDone = marks[as].value.has(seq)
  const say = async () => {
    state.value = 'sending'
    await marks.mark(seq, as).then(
      () => {
        state.value = 'idle'
      },
      () => {
        state.value = 'failed'
      },
    )
  }
  return (
    <>
      {!isDone && (
        <button
          type="button"
          class="icon-button"
          disabled={state.value === 'sending'}
          aria-label={t(name)}
          title={`${t(name)}: ${t(hint)}`}
          onClick={() => void say()}
        >
          <Icon name={icon} size={15} />
        </button>
      )}
      <span role="status">{isDone ? t(done) : state.value === 'failed' ? t(failed) : ''}</span>
    </>
  )
}
