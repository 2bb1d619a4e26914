import type { Outgoing } from '../../client/outbox.ts'
import type { LogEvent } from '../../domain/message.ts'
import { AnswerCards } from '../shared/answer-cards.tsx'
import { pageClock } from '../shared/clock.ts'
import { percent, timeOfDay } from '../shared/format.ts'
import { language } from '../shared/i18n.ts'
import { Icon } from '../shared/icons.tsx'
import { Markdown } from '../shared/markdown-view.tsx'
import { Attached } from './attached.tsx'
import { CorrectionNote } from './correction-note.tsx'
import { customerName } from './customer-name.ts'
import { useDesk } from './desk-context.ts'
import { intentName } from './intent-name.ts'
import { MessageActions } from './message-actions.tsx'
import { refusalText } from './notice.tsx'
import { Rated } from './row-marks.tsx'
import type { Seat } from './seats.ts'
import { SourceChips } from './source-chips.tsx'
import { t } from './texts.ts'
import { Translated } from './translated.tsx'
import { WhyChip } from './why-chip.tsx'

/** One entry of the log; `follows` says that the same person spoke just before. */
export const Message = ({
  event,
  follows,
  seat,
  still = false,
}: {
  event: LogEvent
  follows: boolean
  seat: Seat
  /** Of another conversation: it is shown, and nothing can be done about it. */
  still?: boolean
}) => {
  if (event.kind === 'recall' || event.kind === 'rollback') return null
  if (event.from.role === 'system')
    return (
      <div class="system-line">
        <Markdown text={event.text ?? ''} />
      </div>
    )
  const { role } = event.from
  const gone = event.recalled === true || event.rolledBack === true || event.erased === true
  return (
    <article class={`message ${role} ${event.kind} ${follows ? 'follows' : ''} ${gone ? 'gone' : ''}`}>
      <Byline event={event} />
      <div class="bubble-row">
        <div class="bubble">
          {gone ? (
            <em>{t(event.erased === true ? 'erased' : event.recalled === true ? 'recalled' : 'rolledBack')}</em>
          ) : (
            <Body event={event} />
          )}
        </div>
        {!gone && !still && <MessageActions event={event} seat={seat} />}
      </div>
      {event.cards !== undefined && !gone && <AnswerCards cards={event.cards} />}
      <div class="under">
        <AnswerNote event={event} seat={seat} />
        {event.options !== undefined && !gone && (
          <span class="asked">
            {t('askedBack')}
            {event.options.map(({ label }) => (
              <span class="chip" key={label}>
                {label}
              </span>
            ))}
          </span>
        )}
        <Rating event={event} />
        {role === 'customer' && !gone && !still && <CorrectionNote seq={event.seq} conversation={event.conversation} />}
        {!still && <OwnMessage event={event} seat={seat} gone={gone} />}
      </div>
    </article>
  )
}

const Byline = ({ event }: { event: LogEvent }) => (
  <p class="byline">
    {event.from.role === 'bot' && (
      <span class="badge bot">
        <Icon name="bot" size={13} /> {t('botBadge')}
      </span>
    )}
    {event.kind === 'note' && (
      <span class="badge note">
        <Icon name="note" size={13} /> {t('noteBadge')}
      </span>
    )}
    {event.from.role !== 'bot' && <span>{customerName(event.from.name)}</span>}
    <time dateTime={event.at}>{timeOfDay(event.at, language.value)}</time>
  </p>
)

const Body = ({ event }: { event: LogEvent }) => (
  <>
    {event.attachment !== undefined && <Attached attachment={event.attachment} />}
    {/* What customers write is shown as written. */}
    {event.text !== undefined &&
      event.text !== '' &&
      (event.from.role === 'customer' ? <span class="plain">{event.text}</span> : <Markdown text={event.text} />)}
    <Translated text={event.text ?? ''} />
  </>
)

const AnswerNote = ({ event, seat }: { event: LogEvent; seat: Seat }) => {
  const desk = useDesk()
  const { answer, conversation, seq } = event
  if (answer === undefined) return null
  const asked = seat.room.history.transcript.value.events.findLast(
    (one) => one.from.role === 'customer' && one.conversation === conversation && one.seq < seq,
  )
  return (
    <span class="answer-note">
      <WhyChip conversation={conversation} seq={asked?.seq}>
        <span class="cut">{intentName(desk, answer.intent)}</span>
        <span class="sure">{t('confidence', { value: percent(answer.confidence) })}</span>
      </WhyChip>
      <SourceChips sources={answer.sources} />
    </span>
  )
}

/** What the customer said of an answer. */
const Rating = ({ event: { conversation, seq } }: { event: LogEvent }) => {
  const ratings = useDesk().inbox.rows.value.get(conversation)?.marks?.ratings
  const rating = ratings?.find((one) => one.seq === seq)
  return rating === undefined ? null : <Rated helped={rating.helped} />
}

/** How far what this agent or the bot wrote has got. */
const OwnMessage = ({ event, seat, gone }: { event: LogEvent; seat: Seat; gone: boolean }) => {
  const desk = useDesk()
  const mine = event.from.role === 'agent' && event.from.id === desk.me.value.sub
  if (gone || !(mine || event.from.role === 'bot')) return null
  const cursor = seat.room.receipts.value.customer ?? { delivered: 0, read: 0 }
  const state = event.seq <= cursor.read ? 'read' : event.seq <= cursor.delivered ? 'delivered' : 'sent'
  return (
    <span class="own">
      {event.kind !== 'note' && (
        <span class={`ticks ${state}`}>
          <span aria-hidden="true">{state === 'sent' ? '✓' : '✓✓'}</span> {t(state)}
        </span>
      )}
    </span>
  )
}

/** A message that the server has not made durable yet. */
export const PendingMessage = ({ message }: { message: Outgoing }) => {
  const desk = useDesk()
  const { failed, heldUntil } = message
  return (
    <article class={`message agent ${message.kind} pending`}>
      <div class="bubble">
        {message.attachment !== undefined && <Attached attachment={message.attachment} />}
        {message.text !== '' && <Markdown text={message.text} />}
      </div>
      <div class="under">
        {heldUntil !== undefined && heldUntil > pageClock.now() ? (
          <span class="ticks">◌ {t('heldBack')}</span>
        ) : failed === undefined ? (
          <span class="ticks">◌ {t(desk.line.value.name === 'online' ? 'sending' : 'waiting')}</span>
        ) : (
          <span class="ticks failed" role="alert">
            {t('failed', { reason: refusalText({ code: failed, message: '' }) })}
            <button type="button" class="link-button" onClick={() => desk.retry(message.cid)}>
              {t('tryAgain')} <kbd>Alt R</kbd>
            </button>
            <button type="button" class="link-button" onClick={() => desk.drop(message.cid)}>
              {t('drop')}
            </button>
          </span>
        )}
      </div>
    </article>
  )
}
