import { useRef } from 'preact/hooks'
import type { Chat } from './chat.ts'
import { fetchRest } from './fetch-rest.ts'
import { Greeting } from './greeting.tsx'
import { late, Unsaid } from './late.tsx'
import { t } from './texts.ts'

const Talk = late(async () => (await fetchRest()).Talk, Unsaid)
const Waiting = late(async () => (await fetchRest()).Waiting, Unsaid)
const Follow = late(async () => (await fetchRest()).Follow, Unsaid)

/** What was said, oldest first; in an empty one the greeting. */
export const Transcript = ({ chat, shown }: { chat: Chat; shown: boolean }) => {
  const box = useRef<HTMLDivElement>(null)
  const histories = chat.histories.value
  const acked = new Set(histories.at(-1)?.transcript.value.events.map(({ cid }) => cid))
  const pending = chat.pending.value.filter(({ cid }) => !acked.has(cid))
  const isEmpty = pending.length === 0 && histories.every(({ transcript }) => transcript.value.events.length === 0)
  return (
    <div class="transcript-place">
      <div class="transcript" ref={box}>
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
        {!isEmpty && <Waiting chat={chat} pending={pending} />}
      </div>
      {!isEmpty && <Follow box={box} chat={chat} shown={shown} newest={pending.at(-1)?.cid} />}
    </div>
  )
}
