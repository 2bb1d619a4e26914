import { useSignal } from '@preact/signals'
import type { ImportReport } from '../../domain/knowledge-import.ts'
import { href } from './address.ts'
import { Confirm } from './confirm.tsx'
import { failureText } from './failure.tsx'
import { importName } from './import-name.ts'
import { word } from './import-texts.ts'
import { go } from './route.ts'
import { useWorkroom } from './workroom.ts'

/** Throws an upload away that nobody made live, after asking. */
export const ImportDiscard = ({
  report,
  path,
  disabled,
}: {
  report: ImportReport
  path: string
  disabled: boolean
}) => {
  const { call, toast } = useWorkroom()
  const asking = useSignal(false)
  const busy = useSignal(false)
  const close = () => {
    asking.value = false
  }
  const discard = async () => {
    busy.value = true
    try {
      await call(path, { method: 'DELETE' })
      toast.value = { kind: 'done', text: word('discarded', { file: importName(report) }) }
      go(href(['import']))
    } catch (error) {
      toast.value = { kind: 'bad', text: failureText(error) }
    }
    busy.value = false
    close()
  }
  return (
    <>
      <button
        type="button"
        class="button"
        disabled={disabled}
        onClick={() => {
          asking.value = true
        }}
      >
        {word('discard')}
      </button>
      {asking.value && (
        <Confirm
          title={word('discardSure')}
          action={word('discard')}
          busy={busy.value}
          onConfirm={() => void discard()}
          onClose={close}
        >
          <p>{word('discardText')}</p>
        </Confirm>
      )}
    </>
  )
}
