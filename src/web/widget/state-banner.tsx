import './state-banner.css'
import { minutesOf } from '../shared/format.ts'
import { Icon } from '../shared/icons.tsx'
import type { Chat } from './chat.ts'
import { late } from './late.tsx'
import { t } from './texts.ts'

const ClosedBanner = late(
  async () => (await import('./closed-banner.tsx')).ClosedBanner,
  ({ chat }: { chat: Chat }) => <QueueBanner chat={chat} />,
)

/** The place in the queue, or what is wrong with the line. */
export const StateBanner = ({ chat }: { chat: Chat }) => {
  const line = chat.line.value
  const status = chat.status.value
  if (line.name === 'refused')
    return (
      <div class="banner bad" role="alert">
        {t('refused')}
      </div>
    )
  if (line.name === 'waiting')
    return (
      <div class="banner wait" role="status">
        <span>{t(line.draining ? 'draining' : 'offline')}</span>
        <button type="button" class="link-button" onClick={chat.retryNow}>
          {t('retryNow')}
        </button>
      </div>
    )
  if (status?.state === 'queued' && status.closed !== undefined)
    return <ClosedBanner chat={chat} closed={status.closed} />
  return status?.state === 'queued' ? <QueueBanner chat={chat} /> : null
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
