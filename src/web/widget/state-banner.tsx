import './state-banner.css'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ConnectionState } from '../../client/connection.ts'
import { minutesOf } from '../shared/format.ts'
import { Icon } from '../shared/icons.tsx'
import type { Chat } from './chat.ts'
import { late } from './late.tsx'
import { t } from './texts.ts'

const ClosedBanner = late(
  async () => (await import('./closed-banner.tsx')).ClosedBanner,
  ({ chat }: { chat: Chat }) => <QueueBanner chat={chat} />,
)

/** Milliseconds that a first try has before anything is said of it: most lines stand sooner, and a flash helps nobody. */
const QUIET_MS = 5_000

type Trouble = 'draining' | 'offline' | 'unanswered'

/** The place in the queue, or what is wrong with the line. */
export const StateBanner = ({ chat }: { chat: Chat }) => {
  const line = chat.line.value
  const status = chat.status.value
  const trouble = useTrouble(line)
  if (line.name === 'refused')
    return (
      <div class="banner bad" role="alert">
        {t('refused')}
      </div>
    )
  if (trouble !== undefined)
    return (
      <div class="banner wait" role="status">
        <span>{t(trouble)}</span>
        <button type="button" class="link-button" disabled={line.name !== 'waiting'} onClick={chat.retryNow}>
          {t('retryNow')}
        </button>
      </div>
    )
  if (status?.state === 'queued' && status.closed !== undefined)
    return <ClosedBanner chat={chat} closed={status.closed} />
  return status?.state === 'queued' ? <QueueBanner chat={chat} /> : null
}

/** What keeps the line down; said until it stands again, through each further try. */
const useTrouble = (line: ConnectionState): Trouble | undefined => {
  const trouble = useSignal<Trouble | undefined>(undefined)
  useEffect(() => {
    if (line.name === 'waiting')
      trouble.value = line.draining ? 'draining' : navigator.onLine ? 'unanswered' : 'offline'
    else if (line.name !== 'connecting') trouble.value = undefined
    else if (trouble.value === undefined) {
      const timer = setTimeout(() => {
        trouble.value = 'unanswered'
      }, QUIET_MS)
      return () => clearTimeout(timer)
    }
    return undefined
  }, [line])
  return trouble.value
}

const QueueBanner = ({ chat }: { chat: Chat }) => (
  <div class="banner queue" role="status">
    <Icon name="queue" size={20} />
    <div>
      <strong>{queueText(chat.status.value?.position, chat.status.value?.etaSeconds)}</strong>
      <p>{t('queueStay')}</p>
    </div>
  </div>
)

const queueText = (position: number | undefined, etaSeconds: number | undefined) => {
  if (position === undefined) return t('queued')
  if (etaSeconds === undefined) return t('queue', { n: position })
  return t('queueEta', { n: position, minutes: minutesOf(etaSeconds) })
}
