import { clock } from '../shared/clock.ts'
import { useDesk } from './desk-context.ts'
import { t } from './texts.ts'

/** Says when the line is down, and that nothing written is lost. */
export const LineBanner = () => {
  const desk = useDesk()
  const line = desk.line.value
  if (line.name !== 'waiting') return null
  const seconds = Math.max(0, Math.ceil((line.retryAt - clock.value) / 1000))
  return (
    <div class="line-banner" role="status">
      <span>{line.draining ? t('draining') : t('reconnecting', { n: seconds })}</span>
      <button type="button" class="link-button" onClick={desk.retryNow}>
        {t('reconnectNow')}
      </button>
    </div>
  )
}
