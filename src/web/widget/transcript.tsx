import { useEffect, useLayoutEffect } from 'preact/hooks'
import type { LogEvent } from '../../domain/message.ts'
import { clock } from '../shared/clock.ts'
import { dayName, isSameDay } from '../shared/format.ts'
import type { History } from '../shared/history.ts'
import { language } from '../shared/i18n.ts'
import { Icon } from '../shared/icons.tsx'
import { fetched, late } from '../shared/late.tsx'
import { useStickToEnd } from '../shared/stick-to-end.ts'
import type { Chat } from './chat.ts'
import { Greeting } from './greeting.tsx'
import { Message, PendingMessage } from './message.tsx'
import { t } from './texts.ts'

const SaveTranscript = late(async () => (await import('./save-button.tsx')).SaveTranscript)

const Judge = late(async () => (await import('./judge.tsx')).Judge)

/** Milliseconds after which an answer is no longer expected any moment. */
const EXPECT_MS = 20_000

export const Transcript = ({ chat, shown }: { chat: Chat; shown: boolean }) => {
  const histories = chat.histories.value
  const events = histories.at(-1)?.transcript.value.events ?? []
  const acked = new Set(events.map(({ cid }) => cid))
  const pending = chat.pending.value.filter(({ cid }) => !acked.has(cid))
  const typing = typingText(chat, events.at(-1))

  const { box, atEnd, toEnd, onScroll } = useStickToEnd([
    events.length,
    pending.length,
    typing,
    shown,
    fetched.value,
    chat.status.value?.state,
  ])
  // What one says oneself, one sees.
  const newest = pending.at(-1)?.cid
  useLayoutEffect(() => {
    if (newest !== undefined) toEnd()
  }, [newest])
  useEffect(() => {
    const look = () => {
      if (shown && document.visibilityState === 'visible') chat.seen()
    }
    look()
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [events.length, shown])

  const isEmpty = pending.length === 0 && histories.every(({ transcript }) => transcript.value.events.length === 0)
  return (
    <div class="transcript-place">
      <div class="transcript" ref={box} onScroll={onScroll}>
        {isEmpty && <Greeting chat={chat} />}
        <div role="log" aria-label={t('transcript')}>
          {histories.map((history, at) => (
            <Talk
              key={history.transcript.value.conversation}
              history={history}
              chat={chat}
              open={at === histories.length - 1}
            />
          ))}
        </div>
        {pending.map((message) => (
          <PendingMessage key={message.cid} message={message} chat={chat} />
        ))}
        {typing !== undefined && (
          <p class="typing" role="status">
            <span class="dots" aria-hidden="true">
              <i />
              <i />
              <i />
            </span>
            {typing}
          </p>
        )}
      </div>
      {!atEnd.value && (
        <button type="button" class="to-end" onClick={toEnd}>
          <Icon name="down" size={16} /> {t('newMessages')}
        </button>
      )}
    </div>
  )
}

/** Who is about to say something, if anybody. */
const typingText = (chat: Chat, last: LogEvent | undefined): string | undefined => {
  const status = chat.status.value
  if (chat.line.value.name !== 'online') return undefined
  if (chat.typingUntil.value > clock.value) return t('typingAgent', { name: status?.assigneeName ?? t('agent') })
  const isBotsTurn = (status === undefined || status.state === 'bot') && last?.from.role === 'customer'
  if (!isBotsTurn || last.kind === 'recall') return undefined
  return clock.value - Date.parse(last.at) < EXPECT_MS ? t('typingBot') : undefined
}

const Talk = ({ history, chat, open }: { history: History; chat: Chat; open: boolean }) => {
  const { conversation, events } = history.transcript.value
  const isOver = !open || chat.status.value?.state === 'resolved'
  const merged = chat.merged.value.has(conversation)
  const first = events[0]?.seq
  const own = open ? events.findLast(({ from, kind }) => from.role === 'customer' && kind !== 'recall')?.seq : undefined
  return (
    <>
      {history.state.value === 'failed' && (
        <p class="between">
          {t('historyFailed')}{' '}
          <button type="button" class="link-button" onClick={() => void history.load(history.transcript.value.head)}>
            {t('tryAgain')}
          </button>
        </p>
      )}
      {first !== undefined && first > 1 && (
        <p class="between">
          <button type="button" class="link-button" onClick={() => void history.earlier()}>
            {t('earlier')}
          </button>
        </p>
      )}
      {events.map((event, at) => (
        <Entry
          key={event.seq}
          event={event}
          before={events[at - 1]}
          isOpen={open}
          isLast={open && at === events.length - 1}
          canRecall={event.seq === own}
          chat={chat}
        />
      ))}
      {isOver && events.length > 0 && (
        <p class="between">
          {t(merged ? 'merged' : 'ended')} <SaveTranscript chat={chat} conversation={conversation} />
        </p>
      )}
      {open && isOver && !merged && events.some(({ from }) => from.role !== 'customer') && (
        <Judge chat={chat} conversation={conversation} />
      )}
    </>
  )
}

const Entry = (props: {
  event: LogEvent
  before: LogEvent | undefined
  isOpen: boolean
  isLast: boolean
  canRecall: boolean
  chat: Chat
}) => {
  const { event, before } = props
  return (
    <>
      {(before === undefined || !isSameDay(before.at, event.at)) && (
        <p class="between">{dayName(event.at, clock.peek(), language.value)}</p>
      )}
      <Message
        event={event}
        follows={before?.from.id === event.from.id && before.kind === event.kind}
        isOpen={props.isOpen}
        isLast={props.isLast}
        canRecall={props.canRecall}
        chat={props.chat}
      />
    </>
  )
}
