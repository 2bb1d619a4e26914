import type { EventsPage } from '../../client/wire.ts'
import type { LogEvent } from '../../domain/message.ts'

const PAGE = 500

export interface TranscriptWords {
  you: string
  bot: string
  agent: string
  recalled: string
  attachment: string
}

/** A conversation as text to keep, one message a paragraph; what was taken back is said to be, not shown. */
export const transcriptText = (events: readonly LogEvent[], words: TranscriptWords): string =>
  events
    .filter(({ kind }) => kind !== 'note' && kind !== 'recall' && kind !== 'rollback')
    .map((event) => {
      const { role, name } = event.from
      const who =
        role === 'customer' ? words.you : role === 'bot' ? words.bot : role === 'agent' ? name || words.agent : ''
      const file = event.attachment === undefined ? [] : [`[${words.attachment}: ${event.attachment.name}]`]
      const isGone = event.recalled === true || event.rolledBack === true
      const said = isGone ? [`(${words.recalled})`] : [...file, ...(event.text ? [event.text] : [])]
      return `${localTime(event.at)} ${who}\n${said.join('\n')}\n`
    })
    .join('\n')

/** With what a machine heard in voice notes as their words, said to be so. */
export const withHeard = async (events: readonly LogEvent[], token: () => string): Promise<LogEvent[]> => {
  if (!events.some(({ attachment }) => attachment?.mime.startsWith('audio/'))) return [...events]
  const { heardIn, heardText } = await import('../shared/heard-note.tsx')
  const heard: LogEvent[] = []
  for (const event of events) {
    const note = event.attachment === undefined ? undefined : await heardIn(event.attachment, token())
    const words = note?.state === 'there' ? [note.text, `(${heardText(note.doubtful ? 'doubtful' : 'machine')})`] : []
    heard.push(words.length === 0 ? event : { ...event, text: [event.text, ...words].filter(Boolean).join('\n') })
  }
  return heard
}

/** Date and time of this machine's clock, alike in all languages. */
const localTime = (at: string): string => {
  const time = new Date(at)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${two(time.getHours())}:${two(time.getMinutes())}`
}

/** All events of a conversation, page by page. */
export const allEvents = async (read: (after: number, limit: number) => Promise<EventsPage>): Promise<LogEvent[]> => {
  const events: LogEvent[] = []
  for (;;) {
    const page = await read(events.at(-1)?.seq ?? 0, PAGE)
    events.push(...page.events)
    if (page.events.length === 0 || (events.at(-1)?.seq ?? 0) >= page.head) return events
  }
}
