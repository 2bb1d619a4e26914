import { type Signal, signal } from '@preact/signals'
import { createThread, type Thread } from '../../client/thread.ts'
import { emptyTranscript, type Transcript } from '../../client/transcript.ts'
import type { EventsPage } from '../../client/wire.ts'

/** A conversation's log on this page. */
export interface History extends Omit<Thread, 'transcript'> {
  readonly transcript: Signal<Transcript>
  readonly state: Signal<'loading' | 'ready' | 'failed'>
}

export const createHistory = (
  conversation: string,
  fetchPage: (after: number, limit: number) => Promise<EventsPage>,
): History => {
  const transcript = signal(emptyTranscript(conversation))
  const state = signal<'loading' | 'ready' | 'failed'>('loading')
  const thread = createThread({
    conversation,
    fetchPage,
    changed: (next) => {
      transcript.value = next
    },
    settled: (next) => {
      state.value = next
    },
  })
  return { ...thread, transcript, state }
}
