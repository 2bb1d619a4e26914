import { useSignal } from '@preact/signals'
import { c } from './correction-texts.ts'
import { correctionsOf } from './corrections.ts'
import { useDesk } from './desk-context.ts'
import { intentName } from './intent-name.ts'

/** Under a customer's message: what it was about as one of the staff says, and the way back. */
export const CorrectionNote = ({ seq, conversation }: { seq: number; conversation: string }) => {
  const desk = useDesk()
  const failed = useSignal(false)
  const corrections = correctionsOf(desk, conversation)
  const correction = corrections.all.value.get(seq)
  if (correction === undefined) return null
  const { sub, name } = desk.me.value
  const by = correction.by === sub ? name : desk.colleagues.all.value.find(({ agent }) => agent === correction.by)?.name
  return (
    <span class="correction">
      <span class="chip intent" title={c('by', { name: by ?? correction.by })}>
        <span class="cut">{c('was', { intent: intentName(desk, correction.intent) })}</span>
      </span>
      <button
        type="button"
        class="link-button"
        onClick={() => {
          failed.value = false
          corrections.say(seq, undefined).catch(() => {
            failed.value = true
          })
        }}
      >
        {c('takeBack')}
      </button>
      <span role="status">{failed.value ? c('notKept') : ''}</span>
    </span>
  )
}
