import { useEffect } from 'preact/hooks'
import type { NackFrame } from '../../client/wire.ts'
import { Icon } from '../shared/icons.tsx'
import { useDesk } from './desk-context.ts'
import { type ConsoleText, t } from './texts.ts'

const STAYS_MS = 7_000

const WORDS: Record<string, ConsoleText> = {
  'conversation.taken': 'nackTaken',
  'conversation.closed': 'nackClosed',
  'conversation.move': 'nackMove',
  'recall.too_late': 'nackRecallLate',
  'recall.nothing': 'nackRecallNothing',
  'later.blanks': 'nackLaterBlanks',
  'later.long': 'nackLaterLong',
  'later.translated': 'nackLaterTranslated',
  forbidden: 'nackForbidden',
  offline: 'nackOffline',
  rate_limited: 'nackRate',
  storage: 'nackStorage',
  'storage.full': 'nackStorage',
  too_large: 'nackLarge',
}

/** Why something was refused, in the agent's language. */
export const refusalText = ({ code, message }: Pick<NackFrame, 'code' | 'message'>): string =>
  t(WORDS[code] ?? 'nackOther', { message: message || code })

/** The last refusal; goes by itself. */
export const Notice = () => {
  const { notice, clearNotice } = useDesk()
  useEffect(() => {
    if (notice.value === undefined) return
    const timer = setTimeout(clearNotice, STAYS_MS)
    return () => clearTimeout(timer)
  }, [notice.value])
  return (
    <div class="notice-place" role="alert">
      {notice.value !== undefined && (
        <div class="notice">
          <Icon name="alert" size={16} />
          <span>{refusalText(notice.value)}</span>
          <button type="button" class="icon-button" aria-label={t('close')} onClick={clearNotice}>
            <Icon name="close" size={16} />
          </button>
        </div>
      )}
    </div>
  )
}
