import type { Outgoing } from '../../client/outbox.ts'
import type { LogEvent } from '../../domain/message.ts'
import { clock } from '../shared/clock.ts'
import { timeOfDay } from '../shared/format.ts'
import { language } from '../shared/i18n.ts'
import { Icon } from '../shared/icons.tsx'
import { Markdown } from '../shared/markdown-view.tsx'
import type { Chat } from './chat.ts'
import { Helped } from './helped.tsx'
import { late } from './late.tsx'
import { t, type WidgetText } from './texts.ts'

const AnswerCards = late(async () => (await import('../shared/answer-cards.tsx')).AnswerCards)
const AttachmentView = late(async () => (await import('../shared/attachment-view.tsx')).AttachmentView)

/** Milliseconds in which a customer is offered to take a message back. */
const RECALL_MS = 120_000

interface MessageProps {
  event: LogEvent
  /** The same side spoke just before. */
  follows: boolean
  /** It is of the open conversation. */
  isOpen: boolean
  /** It is the newest entry of the open conversation. */
  isLast: boolean
  /** It is the customer's newest, and may still be taken back. */
  canRecall: boolean
  chat: Chat
}

export const Message = (props: MessageProps) => {
  const { event, follows, chat } = props
  const { role } = event.from
  if (event.kind === 'recall' || event.kind === 'rollback' || event.kind === 'note') return null
  if (event.erased === true) return <p class={`gone ${role}`}>{t('erased')}</p>
  if (event.recalled === true || event.rolledBack === true) return <p class={`gone ${role}`}>{t('recalled')}</p>
  if (role === 'system')
    return (
      <div class="system-line">
        <Markdown text={event.text ?? ''} />
      </div>
    )
  return (
    <article class={`message ${role} ${follows ? 'follows' : ''}`}>
      {role !== 'customer' && !follows && (
        <p class="byline">
          <span class={`badge ${role}`}>
            <Icon name={role === 'bot' ? 'bot' : 'person'} size={13} />
            {role === 'bot' ? t('bot') : event.from.name || t('agent')}
          </span>{' '}
          <time dateTime={event.at}>{timeOfDay(event.at, language.value)}</time>
        </p>
      )}
      <div class="bubble">
        <Body event={event} chat={chat} />
      </div>
      {event.cards !== undefined && <AnswerCards cards={event.cards} onSay={chat.send} />}
      {event.answer !== undefined && event.answer.sources.length > 0 && <Sources sources={event.answer.sources} />}
      {props.isOpen && event.answer !== undefined && event.answer.sources.length > 0 && (
        <Helped chat={chat} conversation={event.conversation} seq={event.seq} />
      )}
      <Under {...props} />
    </article>
  )
}

const Body = ({ event, chat }: { event: LogEvent; chat: Chat }) => (
  <>
    {event.attachment !== undefined && (
      <AttachmentView
        attachment={event.attachment}
        token={chat.token}
        words={{ save: t('saveFile'), gone: t('fileGone') }}
      />
    )}
    {event.text !== undefined &&
      event.text !== '' &&
      (event.from.role === 'customer' ? <span class="plain">{event.text}</span> : <Markdown text={event.text} />)}
  </>
)

const Sources = ({ sources }: { sources: NonNullable<LogEvent['answer']>['sources'] }) => (
  <details class="sources">
    <summary>
      {t('source')}: {sources.map(({ title }) => title).join(', ')}
    </summary>
    <ul>
      {sources.map(({ article, title, from }) => (
        <li key={article}>
          {title}
          {from !== undefined && ` · ${from}`}
        </li>
      ))}
    </ul>
  </details>
)

/** Choices of a question back, and the time and state of one's own message. */
const Under = ({ event, isLast, canRecall, chat }: MessageProps) => {
  if (event.options !== undefined)
    return isLast ? (
      <div class="options">
        {event.options.map(({ label }) => (
          <button type="button" class="quick" key={label} onClick={() => chat.send(label)}>
            {label}
          </button>
        ))}
      </div>
    ) : null
  if (event.from.role !== 'customer') return null
  const cursor = chat.agentCursor.value
  const state = event.seq <= cursor.read ? 'read' : event.seq <= cursor.delivered ? 'delivered' : 'sent'
  return (
    <p class="under">
      {canRecall && clock.value - Date.parse(event.at) < RECALL_MS && (
        <button type="button" class="link-button" onClick={() => chat.recall(event.seq)}>
          {t('recall')}
        </button>
      )}
      <time dateTime={event.at}>{timeOfDay(event.at, language.value)}</time>
      <span class={`ticks ${state}`}>
        <span aria-hidden="true">{state === 'sent' ? '✓' : '✓✓'}</span>
        <span class="sr">{t(state)}</span>
      </span>
    </p>
  )
}

/** Refusals of the words themselves: the same words would be refused again. */
const FAILED: Record<string, WidgetText> = { too_large: 'failedLong', bad_input: 'failedText', bad_frame: 'failedText' }

/** A message that the server has not made durable yet. */
export const PendingMessage = ({ message, chat }: { message: Outgoing; chat: Chat }) => (
  <article class="message customer pending">
    <div class="bubble">
      <span class="plain">{message.attachment?.name ?? message.text}</span>
    </div>
    {message.failed === undefined ? (
      <p class="under">◌ {t(chat.line.value.name === 'online' ? 'sending' : 'waiting')}</p>
    ) : (
      <p class="under failed" role="alert">
        {t(FAILED[message.failed] ?? 'failed')}
        {FAILED[message.failed] === undefined && (
          <button type="button" class="link-button" onClick={() => chat.retry(message.cid)}>
            {t('tryAgain')}
          </button>
        )}
        <button type="button" class="link-button" onClick={() => chat.drop(message.cid)}>
          {t('drop')}
        </button>
      </p>
    )}
  </article>
)
