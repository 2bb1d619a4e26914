import { useEffect, useRef } from 'preact/hooks'
import type { LogEvent } from '../../domain/message.ts'
import { clock } from '../shared/clock.ts'
import { dayName, isSameDay } from '../shared/format.ts'
import { language } from '../shared/i18n.ts'
import { Icon } from '../shared/icons.tsx'
import { useStickToEnd } from '../shared/stick-to-end.ts'
import { correctionsOf } from './corrections.ts'
import { useDesk } from './desk-context.ts'
import { Message, PendingMessage } from './message.tsx'
import type { Seat } from './seats.ts'
import { t } from './texts.ts'

/** The log of a conversation. New messages scroll in only for who reads at the end. */
export const Transcript = ({ seat }: { seat: Seat }) => {
  const desk = useDesk()
  const { room } = seat
  const { events } = room.history.transcript.value
  const acked = new Set(events.map(({ cid }) => cid))
  const pending = desk.pending.value.filter(({ cid, conversation }) => conversation === room.id && !acked.has(cid))
  const isTyping = room.typingUntil.value > clock.value

  const box = useRef<HTMLDivElement>(null)
  const { atEnd, toEnd } = useStickToEnd(box)
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'visible') desk.seen(seat)
    }
    look()
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [room, events.length])

  useEffect(() => void correctionsOf(desk, room.id).load(), [room])

  return (
    <div class="transcript-place">
      <div class="transcript" ref={box}>
        <HistoryState seat={seat} first={events[0]?.seq} />
        <div role="log" aria-label={t('transcript')}>
          {events.map((event, at) => (
            <Entry key={event.seq} event={event} before={events[at - 1]} seat={seat} />
          ))}
        </div>
        {pending.map((message) => (
          <PendingMessage key={message.cid} message={message} />
        ))}
        {isTyping && <p class="typing muted small">{t('typing')}</p>}
      </div>
      {!atEnd.value && (
        <button type="button" class="to-end" onClick={toEnd}>
          <Icon name="down" size={16} /> {t('newMessages')}
        </button>
      )}
    </div>
  )
}

const Entry = ({ event, before, seat }: { event: LogEvent; before: LogEvent | undefined; seat: Seat }) => (
  <>
    {(before === undefined || !isSameDay(before.at, event.at)) && (
      <p class="day">
        <span class="day-name">{dayName(event.at, clock.peek(), language.value)}</span>
      </p>
    )}
    <Message event={event} follows={before?.from.id === event.from.id && before.kind === event.kind} seat={seat} />
  </>
)

const HistoryState = ({ seat: { room }, first }: { seat: Seat; first: number | undefined }) => {
  const { history } = room
  if (history.state.value === 'failed')
    return (
      <p class="history-state">
        {t('historyFailed')}{' '}
        <button type="button" class="link-button" onClick={() => void history.load(history.transcript.value.head)}>
          {t('tryAgain')}
        </button>
      </p>
    )
  if (history.state.value === 'loading' && first === undefined) return <p class="history-state">{t('loading')}</p>
  if (first === undefined || first === 1) return null
  return (
    <p class="history-state">
      <button type="button" class="link-button" onClick={() => void history.earlier()}>
        {t('earlier')}
      </button>
    </p>
  )
}
