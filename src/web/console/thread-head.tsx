import type { Signal } from '@preact/signals'
import { clock } from '../shared/clock.ts'
import { elapsed } from '../shared/format.ts'
import { language } from '../shared/i18n.ts'
import { Icon, type IconName } from '../shared/icons.tsx'
import { Onlookers } from './collision.tsx'
import type { Commands } from './commands.ts'
import { nameOf } from './customer-name.ts'
import { useDesk } from './desk-context.ts'
import type { NextCustomer, NextReason } from './next-customer.ts'
import { RowMarks } from './row-marks.tsx'
import { isSnoozed } from './rows.ts'
import type { Seat } from './seats.ts'
import { stateText } from './state-text.ts'
import { type ConsoleText, t } from './texts.ts'

export interface ThreadHeadProps {
  commands: Commands
  /** Why the conversation on screen came next. */
  why: Signal<NextCustomer | undefined>
  /** Whether the customer's details are out, on screens without room for them. */
  drawer: Signal<boolean>
  onBack(): void
}

const REASONS: Record<NextReason, ConsoleText> = {
  urgent: 'nextUrgent',
  promise: 'nextPromise',
  wrote: 'nextWrote',
  back: 'nextBack',
  priority: 'nextPriority',
  waitsLongest: 'nextWaitsLongest',
}

/** Who is written to, where the conversation stands, who else looks, and what can be done with it. */
export const ThreadHead = ({ seat, commands, why, drawer, onBack }: ThreadHeadProps & { seat: Seat }) => {
  const desk = useDesk()
  const { id } = seat.room
  const row = desk.inbox.rows.value.get(id)
  const me = desk.me.value.sub
  const state = row?.state ?? seat.room.status.value?.state
  const mine = state === 'assigned' && row?.assignee === me
  const snoozed = row !== undefined && isSnoozed(row)
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
          {row !== undefined && <span class="standing">{stateText(row, me)}</span>}
          {waited !== undefined && <span class="since waiting">{waited}</span>}
          {why.value?.row.conversation === id && <span class="why-next">{t(REASONS[why.value.why])}</span>}
          <Onlookers conversation={id} />
          {row?.language !== undefined && <span>{t(row.language === 'zh' ? 'answeredInZh' : 'answeredInEn')}</span>}
          {row !== undefined && <RowMarks row={row} />}
        </p>
      </div>
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
      <div class="thread-actions">
        {(state === 'bot' || state === 'queued') && (
          <HeadButton text="claim" keys="Alt+A" primary onClick={() => desk.actions.claim(id)} />
        )}
        {state === 'assigned' && !mine && <HeadButton text="takeOver" onClick={() => desk.actions.takeOver(id)} />}
        {mine && snoozed && <HeadButton text="wake" keys="Alt+S" primary onClick={commands.snooze.run} />}
        {mine && !snoozed && <HeadButton icon="queue" text="snooze" keys="Alt+S" onClick={commands.snooze.run} />}
        {mine && <HeadButton icon="bot" text="toBot" hint="handBack" keys="Alt+H" onClick={commands.handBack.run} />}
        {state !== undefined && state !== 'resolved' && (
          <>
            <HeadButton icon="swap" text="transfer" keys="Alt+T" onClick={commands.transfer.run} />
            <HeadButton icon="done" text="resolve" keys="Alt+E" onClick={commands.resolve.run} />
          </>
        )}
      </div>
    </header>
  )
}

const HeadButton = (props: {
  text: ConsoleText
  /** Said in full on hover. */
  hint?: ConsoleText
  icon?: IconName
  keys?: string
  primary?: boolean
  onClick(): void
}) => (
  <button
    type="button"
    class={props.primary ? 'button primary' : 'button'}
    title={[t(props.hint ?? props.text), props.keys && `(${props.keys})`].filter(Boolean).join(' ')}
    onClick={props.onClick}
  >
    {props.icon !== undefined && <Icon name={props.icon} size={16} />}
    {t(props.text)}
  </button>
)
