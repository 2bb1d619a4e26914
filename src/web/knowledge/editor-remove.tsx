import { useSignal } from '@preact/signals'
import type { ArticlesApi } from './articles-api.ts'
import { Confirm } from './confirm.tsx'
import { t } from './editor-texts.ts'
import { Failure } from './failure.tsx'

export type Removal = 'retire' | 'erase'

/** Asks before an article is retired, or its texts are erased, and does it. */
export const RemoveDialog = (props: {
  api: ArticlesApi
  id: string
  removal: Removal
  onDone(): void
  onClose(): void
}) => {
  const { api, id, removal } = props
  const reason = useSignal('')
  const busy = useSignal(false)
  const failed = useSignal<unknown>(undefined)
  const isErasure = removal === 'erase'
  const confirm = async () => {
    if (isErasure && reason.value.trim() === '') {
      document.getElementById('erase-reason')?.focus()
      return
    }
    busy.value = true
    try {
      await (isErasure ? api.erase(id, reason.value.trim()) : api.retire(id))
      props.onDone()
    } catch (error) {
      failed.value = error
    } finally {
      busy.value = false
    }
  }
  return (
    <Confirm
      title={t(isErasure ? 'eraseTitle' : 'retireTitle')}
      action={t(isErasure ? 'eraseDo' : 'retireDo')}
      busy={busy.value}
      onConfirm={() => void confirm()}
      onClose={props.onClose}
    >
      <p>{t(isErasure ? 'eraseText' : 'retireText')}</p>
      {isErasure && (
        <div class="entry">
          <label for="erase-reason">{t('eraseReason')}</label>
          <input
            id="erase-reason"
            type="text"
            required
            aria-describedby="erase-reason-hint"
            value={reason.value}
            onInput={(event) => {
              reason.value = event.currentTarget.value
            }}
          />
          <p class="hint" id="erase-reason-hint">
            {t('eraseReasonHint')}
          </p>
        </div>
      )}
      {failed.value !== undefined && <Failure error={failed.value} />}
    </Confirm>
  )
}
