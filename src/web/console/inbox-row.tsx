import type { ConversationSummary } from '../../domain/notice.ts'
import type { PromiseMark } from '../../domain/promise.ts'
import { clock } from '../shared/clock.ts'
import { elapsed, shortDate } from '../shared/format.ts'
import { language } from '../shared/i18n.ts'
import { Icon, type IconName } from '../shared/icons.tsx'
import { channelOf } from './channels.ts'
import { nameOf } from './customer-name.ts'
import { useDesk } from './desk-context.ts'
import { RowMarks } from './row-marks.tsx'
import { stateText } from './state-text.ts'
import { t } from './texts.ts'

const STATE_ICONS: Record<ConversationSummary['state'], IconName> = {
  bot: 'bot',
  queued: 'queue',
  assigned: 'person',
  resolved: 'done',
}
const PRIORITY_TEXTS = { high: 'priorityHigh', urgent: 'priorityUrgent' } as const

/** What a line of the inbox says: who, the last words, where it stands, what presses. */
export const InboxRow = ({ row, unread }: { row: ConversationSummary; unread: boolean }) => {
  const { me } = useDesk()
  const channel = channelOf(row)
  return (
    <>
      <span class={`state-icon ${row.state}`}>
        <Icon name={STATE_ICONS[row.state]} size={16} />
      </span>
      <span class="row-main">
        <span class="row-head">
          <strong>{nameOf(row)}</strong>
          <span class="channel" title={channel.name}>
            <Icon name={channel.icon} size={13} />
            <span class="sr">{channel.name}</span>
          </span>
          <Since row={row} />
        </span>
        <span class={row.lastText === undefined ? 'row-last gone' : 'row-last'}>{row.lastText ?? goneText(row)}</span>
        <span class="row-tags">
          {row.priority !== undefined && <span class="tag bad">{t(PRIORITY_TEXTS[row.priority])}</span>}
          {row.promise !== undefined && <PromiseTag promise={row.promise} />}
          <RowMarks row={row} />
          <span class={`tag state ${row.state}`} title={stateText(row, me.value.sub)}>
            {placeText(row) ?? stateText(row, me.value.sub)}
          </span>
          {row.misses > 0 && (
            <span class="tag bad" title={t('misses', { n: row.misses })}>
              {t('misses', { n: row.misses })}
            </span>
          )}
        </span>
      </span>
      {unread && (
        <span class="unread">
          <span class="sr">{t('unread')}</span>
        </span>
      )}
    </>
  )
}

const goneText = ({ lastGone }: ConversationSummary) =>
  lastGone === undefined ? ' ' : t(lastGone === 'file' ? 'lastFile' : 'recalled')

const placeText = ({ state, position }: ConversationSummary) =>
  state === 'queued' && position !== undefined ? t('queuePlace', { n: position }) : undefined

const PromiseTag = ({ promise: { state, due } }: { promise: PromiseMark }) => (
  <span class={state === 'broken' ? 'tag bad' : 'tag soon'}>
    <Icon name="alert" size={12} />{' '}
    {state === 'broken' ? t('promiseBrokenMark') : t('promiseDue', { time: shortDate(due, language.value, true) })}
  </span>
)

const Since = ({ row }: { row: ConversationSummary }) => {
  const waiting = row.state === 'queued' && row.queuedAt !== undefined
  const time = elapsed(clock.value - Date.parse(waiting ? (row.queuedAt ?? '') : row.lastAt), language.value)
  return (
    <span class={waiting ? 'since waiting' : 'since'} title={waiting ? t('waited', { time }) : undefined}>
      {time}
    </span>
  )
}
