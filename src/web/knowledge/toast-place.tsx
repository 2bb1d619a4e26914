import { useEffect } from 'preact/hooks'
import { Icon } from '../shared/icons.tsx'
import { t } from './texts.ts'
import { useWorkroom } from './workroom.ts'

const STAYS_MS = 12_000

/** The last thing told in passing. Good news goes by itself, bad news stays until it is closed. */
export const ToastPlace = () => {
  const { toast } = useWorkroom()
  const shown = toast.value
  useEffect(() => {
    if (shown?.kind !== 'done') return
    const timer = setTimeout(() => {
      toast.value = undefined
    }, STAYS_MS)
    return () => clearTimeout(timer)
  }, [shown])
  return (
    <div class="notice-place" role={shown?.kind === 'bad' ? 'alert' : 'status'}>
      {shown !== undefined && (
        <div class="notice">
          <Icon name={shown.kind === 'bad' ? 'alert' : 'done'} size={16} />
          <span>{shown.text}</span>
          {shown.link !== undefined && <a href={shown.link.href}>{shown.link.text}</a>}
          <button
            type="button"
            class="icon-button"
            aria-label={t('close')}
            onClick={() => {
              toast.value = undefined
            }}
          >
            <Icon name="close" size={16} />
          </button>
        </div>
      )}
    </div>
  )
}
