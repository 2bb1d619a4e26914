import { useSignal } from '@preact/signals'
import { Confirm } from './confirm.tsx'
import { Failure } from './failure.tsx'
import { countKinds, fetchChanges, restoreVersion } from './history-api.ts'
import { word } from './history-texts.ts'
import { useLoaded } from './loaded.ts'
import { useWorkroom } from './workroom.ts'

export interface RestoreParts {
  /** The version to bring back, and the one in use. */
  n: number
  newest: number
  onDone(): void
  onClose(): void
}

/** Says what going back to a version would change, and does it. */
export const HistoryRestore = ({ n, newest, onDone, onClose }: RestoreParts) => {
  const { call, toast } = useWorkroom()
  const note = useSignal('')
  const busy = useSignal(false)
  const failed = useSignal<unknown>(undefined)
  const { value, error } = useLoaded((signal) => fetchChanges(call, n, newest, signal), [n, newest])
  const restore = async () => {
    busy.value = true
    try {
      const { n: now } = await restoreVersion(call, n, note.value.trim())
      toast.value = { kind: 'done', text: word('restored', { n, now }) }
      onDone()
      onClose()
    } catch (problem) {
      failed.value = problem
      busy.value = false
    }
  }
  return (
    <Confirm
      title={word('restoreSure', { n })}
      action={word('restore')}
      busy={busy.value || value?.changes.length === 0}
      onConfirm={() => void restore()}
      onClose={onClose}
    >
      <p>{word('restoreText', { n })}</p>
      <p role="status">
        <strong>{value === undefined ? error === undefined && word('comparing') : whatComes(value)}</strong>
      </p>
      <label class="labelled">
        {word('noteLabel')}
        <input
          class="field"
          maxLength={LONGEST_NOTE}
          value={note.value}
          onInput={(event) => {
            note.value = event.currentTarget.value
          }}
        />
      </label>
      {(failed.value ?? error) !== undefined && <Failure error={failed.value ?? error} />}
    </Confirm>
  )
}

const LONGEST_NOTE = 300

const whatComes = ({ changes, more }: Awaited<ReturnType<typeof fetchChanges>>): string => {
  if (changes.length === 0) return word('restoreSame')
  return [word('whatComes', countKinds(changes)), ...(more > 0 ? [word('countsMore', { more })] : [])].join(' ')
}
