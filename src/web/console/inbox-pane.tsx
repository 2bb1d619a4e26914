import type { Signal } from '@preact/signals'
import type { ConversationSummary } from '../../domain/notice.ts'
import type { PromiseMark } from '../../domain/promise.ts'
import { clock } from '../shared/clock.ts'
import { elapsed, shortDate } from '../shared/format.ts'
import { language } from '../shared/i18n.ts'
import { Icon, type IconName } from '../shared/icons.tsx'
import { useDesk } from './desk-context.ts'
import { countRows, FILTERS, type Filter, visibleRows } from './rows.ts'
import { t } from './texts.ts'

const EMPTY = { mine: 'emptyMine', queued: 'emptyQueued', bot: 'emptyBot', all: 'emptyAll' } as const
const STATE_ICONS: Record<ConversationSummary['state'], IconName> = {
  bot: 'bot',
  queued: 'queue',
  assigned: 'person',
  resolved: 'done',
}

/** Who is there: the list of conversations with its filters. */
export const InboxPane = (props: { filter: Signal<Filter>; onOpen(conversation: string): void }) => {
  const { inbox, me, seat } = useDesk()
  const sub = me.value.sub ?? ''
  const rows = visibleRows(inbox.rows.value.values(), props.filter.value, sub)
  const counts = countRows(inbox.rows.value.values(), sub)
  return (
    <nav class="inbox" aria-label={t('inbox')} data-pane tabIndex={-1}>
      <div class="filters">
        {FILTERS.map((filter) => (
          <button
            type="button"
            key={filter}
            aria-pressed={props.filter.value === filter}
            onClick={() => {
              props.filter.value = filter
            }}
          >
            {t(filter)}
            {filter !== 'all' && counts[filter] > 0 && <span class={`count ${filter}`}>{counts[filter]}</span>}
          </button>
        ))}
      </div>
      {rows.length === 0 && <EmptyList filter={props.filter.value} />}
      <ul class="rows">
        {rows.map((row) => (
          <Row
            key={row.conversation}
            row={row}
            selected={seat.value?.room.id === row.conversation}
            unread={inbox.unread.value.has(row.conversation)}
            onOpen={props.onOpen}
          />
        ))}
      </ul>
    </nav>
  )
}

const EmptyList = ({ filter }: { filter: Filter }) => {
  const { inbox } = useDesk()
  if (inbox.state.value === 'loading') return <p class="empty">{t('loading')}</p>
  if (inbox.state.value === 'failed') return <p class="empty">{t('listFailed')}</p>
  return <p class="empty">{t(EMPTY[filter])}</p>
}

const Row = (props: {
  row: ConversationSummary
  selected: boolean
  unread: boolean
  onOpen(conversation: string): void
}) => {
  const { row } = props
  return (
    <li>
      <button
        type="button"
        class={`row ${row.state}`}
        aria-current={props.selected ? 'true' : undefined}
        onClick={() => props.onOpen(row.conversation)}
      >
        <span class={`state-icon ${row.state}`}>
          <Icon name={STATE_ICONS[row.state]} size={16} />
        </span>
        <span class="row-main">
          <span class="row-head">
            <strong>{row.customerName}</strong>
            <Since row={row} />
          </span>
          <span class="row-last">{row.lastText ?? ' '}</span>
          <span class="row-tags">
            <StateTag row={row} />
            {row.priority !== undefined && <span class="tag bad">{t(PRIORITY_TEXTS[row.priority])}</span>}
            {row.promise !== undefined && <PromiseTag promise={row.promise} />}
            {row.misses > 0 && <span class="tag bad">{t('misses', { n: row.misses })}</span>}
          </span>
        </span>
        {props.unread && (
          <span class="unread">
            <span class="sr">{t('unread')}</span>
          </span>
        )}
      </button>
    </li>
  )
}

const PRIORITY_TEXTS = { high: 'priorityHigh', urgent: 'priorityUrgent' } as const

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

const StateTag = ({ row }: { row: ConversationSummary }) => {
  const { me } = useDesk()
  return <span class={`tag ${row.state}`}>{stateText(row, me.value.sub)}</span>
}

/** Where a conversation stands, in words. */
export const stateText = (
  row: Pick<ConversationSummary, 'state' | 'assignee' | 'assigneeName'>,
  me: string | undefined,
): string => {
  if (row.state === 'bot') return t('stateBot')
  if (row.state === 'queued') return t('stateQueued')
  if (row.state === 'resolved') return t('stateResolved')
  return row.assignee === me ? t('stateMine') : t('stateAssigned', { name: row.assigneeName ?? row.assignee ?? '' })
}
