import type { Signal } from '@preact/signals'
import { clock } from '../shared/clock.ts'
import { elapsed } from '../shared/format.ts'
import { language } from '../shared/i18n.ts'
import { Icon, Mark } from '../shared/icons.tsx'
import { Onlookers } from './collision.tsx'
import type { Commands } from './commands.ts'
import { Composer } from './composer.tsx'
import { nameOf } from './customer-name.ts'
import { useDesk } from './desk-context.ts'
import { Judged } from './judged.tsx'
import { LaterReplies } from './later-replies.tsx'
import { MergedAbove } from './merged-above.tsx'
import type { NextCustomer, NextReason } from './next-customer.ts'
import { RowMarks } from './row-marks.tsx'
import { isSnoozed } from './rows.ts'
import type { Seat } from './seats.ts'
import { stateText } from './state-text.ts'
import { type ConsoleText, t } from './texts.ts'
import { Transcript } from './transcript.tsx'

interface ThreadProps {
  commands: Commands
  /** Why the conversation on screen came next. */
  why: Signal<NextCustomer | undefined>
  /** Whether the customer's details are out, on screens without room for them. */
  drawer: Signal<boolean>
  onBack(): void
}

/** The conversation on screen, or a hint where there is none. */
export const ThreadPane = (props: ThreadProps) => {
  const seat = useDesk().seat.value
  return (
    <main class="thread" data-pane tabIndex={-1}>
      {seat === undefined ? (
        <div class="nothing">
          <Mark size={56} />
          <h1>{t('pick')}</h1>
          <p class="muted small">{t('pickHint')}</p>
          {props.commands.nextCustomer.can() && (
            <button type="button" class="button primary" onClick={props.commands.nextCustomer.run}>
              <Icon name="next" size={16} /> {t('kNext')} <kbd>Alt N</kbd>
            </button>
          )}
        </div>
      ) : (
        <>
          <ThreadHead seat={seat} {...props} />
          <Judged seat={seat} />
          <MergedAbove key={`m${seat.room.id}`} seat={seat} />
          <Transcript key={`t${seat.room.id}`} seat={seat} />
          <LaterReplies seat={seat} />
          <Composer key={seat.room.id} seat={seat} onNext={props.commands.nextCustomer.run} />
        </>
      )}
    </main>
  )
}

const REASONS: Record<NextReason, ConsoleText> = {
  urgent: 'nextUrgent',
  promise: 'nextPromise',
  wrote: 'nextWrote',
  back: 'nextBack',
  priority: 'nextPriority',
  waitsLongest: 'nextWaitsLongest',
}

const ThreadHead = ({ seat, commands, why, drawer, onBack }: ThreadProps & { seat: Seat }) => {
  const desk = useDesk()
  const { id } = seat.room
  const row = desk.inbox.rows.value.get(id)
  const me = desk.me.value.sub
  const state = row?.state ?? seat.room.status.value?.state
  const mine = state === 'assigned' && row?.assignee === me
  const waited =
    row?.state === 'queued' && row.queuedAt !== undefined
      ? t('waited', { time: elapsed(clock.value - Date.parse(row.queuedAt), language.value) })
      : undefined
  return (
    <header class="thread-head">
      <button type="button" class="icon-button back" aria-label={t('back')} onClick={onBack}>
        <Icon name="back" />
      </button>
      <div class="thread-who">
        <h1>{row === undefined ? '…' : nameOf(row)}</h1>
        <p class="muted small">
          {row !== undefined && stateText(row, me)}
          {row !== undefined && <RowMarks row={row} />}
          {waited !== undefined && <span class="since waiting">{waited}</span>}
          {row?.language !== undefined && <span class="wide-only">{row.language === 'zh' ? '中文' : 'English'}</span>}
          {why.value?.row.conversation === id && <span class="why-next">{t(REASONS[why.value.why])}</span>}
          <Onlookers conversation={id} />
        </p>
      </div>
      <div class="thread-actions">
        {(state === 'bot' || state === 'queued') && (
          <button type="button" class="button primary" title="Alt+A" onClick={() => desk.actions.claim(id)}>
            {t('claim')}
          </button>
        )}
        {state === 'assigned' && !mine && (
          <button type="button" class="button" onClick={() => desk.actions.takeOver(id)}>
            {t('takeOver')}
          </button>
        )}
        {mine && row !== undefined && isSnoozed(row) && (
          <button type="button" class="button primary" title="Alt+S" onClick={commands.snooze.run}>
            {t('wake')}
          </button>
        )}
        {mine && row !== undefined && !isSnoozed(row) && (
          <button
            type="button"
            class="button"
            aria-label={t('snooze')}
            title={`${t('snooze')} (Alt+S)`}
            onClick={commands.snooze.run}
          >
            <Icon name="queue" size={16} />
          </button>
        )}
        {mine && (
          <button
            type="button"
            class="button"
            aria-label={t('handBack')}
            title={`${t('handBack')} (Alt+H)`}
            onClick={commands.handBack.run}
          >
            <Icon name="bot" size={16} />
          </button>
        )}
        {state !== undefined && state !== 'resolved' && (
          <>
            <button
              type="button"
              class="button"
              aria-label={t('transfer')}
              title={`${t('kTransfer')} (Alt+T)`}
              onClick={commands.transfer.run}
            >
              <Icon name="swap" size={16} />
            </button>
            <button type="button" class="button" title={`${t('resolve')} (Alt+E)`} onClick={commands.resolve.run}>
              <Icon name="done" size={16} />
              <span class="wide-only">{t('resolve')}</span>
            </button>
          </>
        )}
        <button
          type="button"
          class="icon-button drawer-button"
          aria-label={t('context')}
          title={t('context')}
          aria-expanded={drawer.value}
          onClick={() => {
            drawer.value = !drawer.value
          }}
        >
          <Icon name="panel" />
        </button>
      </div>
    </header>
  )
}
