import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { clock, pageClock } from '../shared/clock.ts'
import { useDesk } from './desk-context.ts'
import { t, tn } from './texts.ts'

/** Milliseconds without a line before anybody is told: most are back by then, and a flash helps nobody. */
const QUIET_MS = 5_000

/** Says when the line is down, and what is kept meanwhile. */
export const LineBanner = () => {
  const desk = useDesk()
  const line = desk.line.value
  const down = line.name === 'waiting' || line.name === 'connecting'
  const since = useSignal<number | undefined>(undefined)
  useEffect(() => {
    since.value = down ? pageClock.now() : undefined
  }, [down])
  const draining = line.name === 'waiting' && line.draining
  const quiet = since.value === undefined || clock.value - since.value < QUIET_MS
  if (!down || quiet) return null
  const seconds = line.name === 'waiting' ? Math.max(0, Math.ceil((line.retryAt - clock.value) / 1000)) : 0
  const unsent = desk.pending.value.length
  const drafts = desk.drafts.count()
  return (
    <div class="line-banner" role="status">
      <span>{draining ? t('draining') : seconds > 0 ? t('reconnecting', { n: seconds }) : t('connecting')}</span>
      {(unsent > 0 || drafts > 0) && (
        <span>
          {t('isKept', {
            what: [unsent > 0 ? tn('keptMessages', unsent) : '', drafts > 0 ? tn('keptDrafts', drafts) : '']
              .filter(Boolean)
              .join(t('comma')),
          })}
        </span>
      )}
      <button type="button" class="link-button" onClick={desk.retryNow}>
        {t('reconnectNow')}
      </button>
    </div>
  )
}
