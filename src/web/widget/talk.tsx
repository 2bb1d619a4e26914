import type { LogEvent } from '../../domain/message.ts'
import { clock } from '../shared/clock.ts'
import { dayName, isSameDay } from '../shared/format.ts'
import type { History } from '../shared/history.ts'
import { language } from '../shared/i18n.ts'
import type { Chat } from './chat.ts'
import { late } from './late.tsx'
import { Message } from './message.tsx'
import { t } from './texts.ts'

const SaveTranscript = late(async () => (await import('./save-button.tsx')).SaveTranscript)

const Judge = late(async () => (await import('./judge.tsx')).Judge)

/** One conversation, as far as this page has it, and what is asked at its end. */
export const Talk = ({ history, chat, open }: { history: History; chat: Chat; open: boolean }) => {
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
      {isOver && (merged || (open && events.some(({ from }) => from.role !== 'customer'))) && (
        <Judge chat={chat} conversation={conversation} Said={Entry} />
      )}
    </>
  )
}

const Entry = (props: {
  event: LogEvent
  before: LogEvent | undefined
  isOpen?: boolean
  isLast?: boolean
  canRecall?: boolean
  chat: Chat
}) => {
  const { event, before, isOpen = false, isLast = false, canRecall = false } = props
  return (
    <>
      {(before === undefined || !isSameDay(before.at, event.at)) && (
        <p class="between">{dayName(event.at, clock.peek(), language.value)}</p>
      )}
      <Message
        event={event}
        follows={before?.from.id === event.from.id && before.kind === event.kind}
        isOpen={isOpen}
        isLast={isLast}
        canRecall={canRecall}
        chat={props.chat}
      />
    </>
  )
}
