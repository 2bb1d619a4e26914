import type { Outgoing } from '../../client/outbox.ts'
import { clock } from '../shared/clock.ts'
import type { Chat } from './chat.ts'
import { PendingMessage } from './message.tsx'
import { t } from './texts.ts'

/** Milliseconds after which an answer is no longer expected any moment. */
const EXPECT_MS = 20_000

/** What is under way: the customer's own messages, and who is about to say something. */
export const Waiting = ({ chat, pending }: { chat: Chat; pending: readonly Outgoing[] }) => {
  const typing = typingText(chat)
  return (
    <>
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
    </>
  )
}

/** Who is about to say something, if anybody. */
const typingText = (chat: Chat): string | undefined => {
  const last = chat.histories.value.at(-1)?.transcript.value.events.at(-1)
  const status = chat.status.value
  if (chat.line.value.name !== 'online') return undefined
  if (chat.typingUntil.value > clock.value) return t('typingAgent', { name: status?.assigneeName ?? t('agent') })
  const isBotsTurn = (status === undefined || status.state === 'bot') && last?.from.role === 'customer'
  if (!isBotsTurn || last.kind === 'recall') return undefined
  return clock.value - Date.parse(last.at) < EXPECT_MS ? t('typingBot') : undefined
}
