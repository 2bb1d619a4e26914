import { useComputed } from '@preact/signals'
import type { LogEvent } from '../../domain/message.ts'
import { clock } from '../shared/clock.ts'
import { Icon } from '../shared/icons.tsx'
import { c } from './correction-texts.ts'
import { useDesk } from './desk-context.ts'
import { MarkButton } from './mark-button.tsx'
import { overlay } from './overlay.ts'
import { isRecallable } from './recallable.ts'
import type { Seat } from './seats.ts'
import { t } from './texts.ts'

/** What can be done about one message: seen on hover, reached by Tab. */
export const MessageActions = ({ event, seat }: { event: LogEvent; seat: Seat }) => {
  const desk = useDesk()
  const conversation = seat.room.id
  const { seq, from, kind } = event
  const mine = from.role === 'agent' && from.id === desk.me.value.sub
  const bots = from.role === 'bot'
  const oversees = desk.me.value.role === 'supervisor' || desk.me.value.role === 'admin'
  const row = desk.inbox.rows.value.get(conversation)
  const mayRecall = useComputed(() =>
    isRecallable(
      event,
      { sub: desk.me.value.sub, oversees },
      { recallMs: desk.limits.value.recallMs, now: clock.value },
    ),
  )
  const mayRollBack = oversees || row?.assignee === undefined || row.assignee === desk.me.value.sub
  return (
    <span class="message-actions">
      {from.role === 'customer' && (
        <button
          type="button"
          class="icon-button"
          aria-label={t('inspect')}
          title={t('inspect')}
          onClick={() => {
            overlay.value = { name: 'inspect', conversation, seq }
          }}
        >
          <Icon name="spark" size={15} />
        </button>
      )}
      {from.role === 'customer' && (
        <button
          type="button"
          class="icon-button"
          aria-label={c('correct')}
          title={`${c('correct')} (Alt+U)`}
          onClick={() => {
            overlay.value = { name: 'correct', conversation, seq }
          }}
        >
          <Icon name="swap" size={15} />
        </button>
      )}
      {mayRecall.value && (
        <button
          type="button"
          class={mine ? 'icon-button in-sight' : 'icon-button'}
          aria-label={t('recall')}
          title={mine ? `${t('recall')} (Alt+Z)` : t('recall')}
          onClick={() => {
            overlay.value = { name: 'recall', conversation, seq }
          }}
        >
          <Icon name="undo" size={15} />
        </button>
      )}
      {mayRollBack && seq < seat.room.history.transcript.value.head && (
        <button
          type="button"
          class="icon-button"
          aria-label={t('rollbackHere')}
          title={`${t('rollbackHere')}: ${t('rollbackHint')}`}
          onClick={() => {
            overlay.value = { name: 'rollback', conversation, seq }
          }}
        >
          <Icon name="rewind" size={15} />
        </button>
      )}
      {bots && event.answer !== undefined && <MarkButton as="wrong" conversation={conversation} seq={seq} />}
      {mine && kind === 'text' && <MarkButton as="kept" conversation={conversation} seq={seq} />}
    </span>
  )
}
