import { type Signal, signal } from '@preact/signals'
import { contiguousTo, emptyTranscript, gapIn, joined, type Transcript } from '../../client/transcript.ts'
import type { EventsPage } from '../../client/wire.ts'
import type { LogEvent } from '../../domain/message.ts'

/** Events asked for at a time, and how far back a conversation is shown at first. */
const PAGE = 200

/** A conversation's log on this page: what is live and what was read over HTTP, joined without holes. */
export interface History {
  readonly transcript: Signal<Transcript>
  readonly state: Signal<'loading' | 'ready' | 'failed'>
  /** Reads what is missing up to `head`; for a new page the last stretch of the log. */
  load(head: number): Promise<void>
  /** Takes live events; a hole in front of them is read over HTTP. */
  add(events: readonly LogEvent[]): void
  /** Reads one page further back. */
  earlier(): Promise<void>
  /** Forgets everything, for a log that was restored under another epoch. */
  reset(): void
}

export const createHistory = (
  conversation: string,
  fetchPage: (after: number, limit: number) => Promise<EventsPage>,
): History => {
  const transcript = signal(emptyTranscript(conversation))
  const state = signal<'loading' | 'ready' | 'failed'>('loading')
  let filling = false

  const read = async (after: number, limit: number) => {
    const page = await fetchPage(after, limit)
    const next = joined(transcript.value, page.events)
    transcript.value = { ...next, epoch: page.epoch, head: Math.max(next.head, page.head) }
    return page.events.length > 0
  }
  const guarded = async (work: () => Promise<unknown>) => {
    try {
      await work()
      state.value = 'ready'
    } catch {
      state.value = 'failed'
    }
  }
  const fillGaps = async () => {
    for (let gap = gapIn(transcript.value); gap !== undefined; gap = gapIn(transcript.value))
      // A server that has nothing for the gap would be asked for ever.
      if (!(await read(gap.after, Math.min(gap.limit, PAGE)))) break
  }

  return {
    transcript,
    state,
    load: (head) =>
      guarded(async () => {
        const known = contiguousTo(transcript.value)
        await read(known > 0 ? known : Math.max(0, head - PAGE), PAGE)
        await fillGaps()
      }),
    add: (events) => {
      transcript.value = joined(transcript.value, events)
      if (filling || gapIn(transcript.value) === undefined) return
      filling = true
      void guarded(fillGaps).finally(() => {
        filling = false
      })
    },
    earlier: () => {
      const first = transcript.value.events[0]?.seq ?? 1
      return guarded(() => read(Math.max(0, first - 1 - PAGE), Math.min(PAGE, first - 1)))
    },
    reset: () => {
      transcript.value = emptyTranscript(conversation)
    },
  }
}
