import type { LogEvent } from '../domain/message.ts'
import { contiguousTo, emptyTranscript, gapIn, joined, type Transcript } from './transcript.ts'
import type { EventsPage } from './wire.ts'

/** Events asked for at a time, and how far back a conversation is shown at first. */
const PAGE = 200

export interface ThreadParts {
  conversation: string
  /** Reads events above `after`, at most `limit`. */
  fetchPage(after: number, limit: number): Promise<EventsPage>
  changed(transcript: Transcript): void
  /** What is missing is there, or could not be read. */
  settled(state: 'ready' | 'failed'): void
}

/** A conversation's log on this side: what is live and what was read over HTTP, joined without holes. */
export interface Thread {
  transcript(): Transcript
  /** Reads what is missing up to `head`; at first the last stretch of the log. */
  load(head: number): Promise<void>
  /** Takes live events; a hole in front of them is read over HTTP. */
  add(events: readonly LogEvent[]): void
  /** Reads one page further back. */
  earlier(): Promise<void>
  /** Forgets everything, for a log that was restored under another epoch. */
  reset(): void
}

export const createThread = (parts: ThreadParts): Thread => {
  let transcript = emptyTranscript(parts.conversation)
  let filling = false
  /** A hole could not be read. */
  let holed = false

  const become = (next: Transcript) => {
    transcript = next
    parts.changed(next)
  }
  const read = async (after: number, limit: number) => {
    const page = await parts.fetchPage(after, limit)
    const next = joined(transcript, page.events)
    become({ ...next, epoch: page.epoch, head: Math.max(next.head, page.head) })
    return page.events.length > 0
  }
  const guarded = async (work: () => Promise<unknown>) => {
    try {
      await work()
      parts.settled('ready')
    } catch {
      parts.settled('failed')
    }
  }
  const fillGaps = async () => {
    for (let gap = gapIn(transcript); gap !== undefined; gap = gapIn(transcript))
      // A server that has nothing for the gap would be asked for ever.
      if (!(await read(gap.after, Math.min(gap.limit, PAGE)))) break
  }

  return {
    transcript: () => transcript,
    load: (head) =>
      guarded(async () => {
        const known = contiguousTo(transcript)
        await read(known > 0 ? known : Math.max(0, head - PAGE), PAGE)
        await fillGaps()
      }),
    add: (events) => {
      become(joined(transcript, events))
      const whole = gapIn(transcript) === undefined
      // A resume has filled it.
      if (whole && holed) parts.settled('ready')
      if (whole) holed = false
      if (whole || filling) return
      filling = true
      void guarded(fillGaps).finally(() => {
        filling = false
        holed = gapIn(transcript) !== undefined
      })
    },
    earlier: () => {
      const first = transcript.events[0]?.seq ?? 1
      return guarded(() => read(Math.max(0, first - 1 - PAGE), Math.min(PAGE, first - 1)))
    },
    reset: () => become(emptyTranscript(parts.conversation)),
  }
}
