import { useComputed, useSignalEffect } from '@preact/signals'
import { ConversationList } from './conversation-list.tsx'
import { useDesk } from './desk-context.ts'
import { InboxFilters } from './inbox-filters.tsx'
import { InboxRow } from './inbox-row.tsx'
import { InboxSearch } from './inbox-search.tsx'
import type { InboxView } from './inbox-view.ts'
import type { OverSearch } from './over-search.ts'
import { hasWords, isNarrow } from './rows.ts'
import type { SavedFilters } from './saved-filters.ts'
import { t } from './texts.ts'

const EMPTY = {
  mine: 'emptyMine',
  queued: 'emptyQueued',
  bot: 'emptyBot',
  all: 'emptyAll',
  mentions: 'emptyMentions',
  snoozed: 'emptySnoozed',
  resolved: 'emptyResolved',
} as const

/** Who is there: the list of conversations with its filters. */
export const InboxPane = (props: { view: InboxView; saved: SavedFilters; onOpen(conversation: string): void }) => {
  const { inbox, seat } = useDesk()
  const { view } = props
  const rows = view.rows.value
  const isOver = view.filter.value === 'resolved'
  useSignalEffect(() => {
    if (view.filter.value === 'resolved') void inbox.loadResolved()
  })
  const searches = useComputed(() => hasWords(view.search.value))
  useSignalEffect(() => inbox.over.lookFor(view.search.value.words ?? ''))
  return (
    <nav class="inbox" aria-label={t('inbox')} data-pane tabIndex={-1}>
      <InboxFilters filter={view.filter} counts={view.counts.value} />
      <InboxSearch view={view} saved={props.saved} />
      <p class="found" role="status">
        {isNarrow(view.search.value) ? t(searches.value ? 'foundAnywhere' : 'found', { n: rows.length }) : ''}
      </p>
      {searches.value && <FurtherBack over={inbox.over} />}
      {rows.length === 0 && <EmptyList view={view} />}
      <ConversationList
        rows={rows}
        selected={seat.value?.room.id}
        onOpen={props.onOpen}
        {...(searches.value ? { onEnd: inbox.over.on } : isOver && { onEnd: () => void inbox.loadResolved() })}
      >
        {(row) => <InboxRow row={row} unread={inbox.unread.value.has(row.conversation)} />}
      </ConversationList>
    </nav>
  )
}

/** How far back words were looked for, and the way on. */
const FurtherBack = ({ over }: { over: OverSearch }) => {
  const state = over.state.value
  return (
    <p class="further-back">
      {state === 'more' || state === 'failed' ? (
        <button type="button" class="link-button" onClick={over.on}>
          {t(state === 'more' ? 'showOlder' : 'lookAgain')}
        </button>
      ) : (
        t(state === 'end' ? 'lookedAtAll' : 'looksBack')
      )}
    </p>
  )
}

const EmptyList = ({ view }: { view: InboxView }) => {
  const { inbox } = useDesk()
  if (inbox.state.value === 'loading') return <p class="empty">{t('loading')}</p>
  if (inbox.state.value === 'failed') return <p class="empty">{t('listFailed')}</p>
  if (hasWords(view.search.value) && inbox.over.state.value === 'looking') return null
  if (isNarrow(view.search.value))
    return (
      <p class="empty">
        {t('nothingFound')}{' '}
        <button
          type="button"
          class="link-button"
          onClick={() => {
            view.search.value = {}
          }}
        >
          {t('clearSearch')}
        </button>
      </p>
    )
  return <p class="empty">{t(EMPTY[view.filter.value])}</p>
}
