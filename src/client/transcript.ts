import type { LogEvent } from '../domain/message.ts'

/** The part of a conversation's log that this page has; `events` ascend by seq, each seq once. */
export interface Transcript {
  conversation: string
  epoch: string
  /** Highest seq known to exist, 0 when none. */
  head: number
  events: readonly LogEvent[]
}

export const emptyTranscript = (conversation: string, epoch = ''): Transcript => ({
  conversation,
  epoch,
  head: 0,
  events: [],
})

/**
 * Joins events into a transcript: duplicates by seq fall out, what was taken back or rolled back loses its words.
 * Events of another epoch start the transcript anew, for the log that it was read from is gone.
 */
export const joined = (transcript: Transcript, events: readonly LogEvent[]): Transcript => {
  const epoch = events.at(-1)?.epoch ?? transcript.epoch
  const { head, events: kept } = epoch === transcript.epoch ? transcript : emptyTranscript(transcript.conversation)
  const bySeq = new Map(kept.map((event) => [event.seq, event]))
  for (const event of events) if (!bySeq.has(event.seq) || event.recalled === true) bySeq.set(event.seq, event)
  const all = [...bySeq.values()].sort((a, b) => a.seq - b.seq)
  return {
    conversation: transcript.conversation,
    epoch,
    head: Math.max(head, all.at(-1)?.seq ?? 0),
    events: withUndone(all),
  }
}

/** The stretch of missing events nearest the end, as the page to ask for; undefined when there is none. */
export const gapIn = (transcript: Transcript): { after: number; limit: number } | undefined => {
  let expected = transcript.head
  for (let i = transcript.events.length - 1; i >= 0; i--) {
    const seq = transcript.events[i]?.seq ?? 0
    if (seq < expected) return { after: seq, limit: expected - seq }
    expected = seq - 1
  }
  return undefined
}

/** Highest seq up to which nothing is missing after the first event that is known; 0 when empty. */
export const contiguousTo = (transcript: Transcript): number => {
  let last = 0
  for (const { seq } of transcript.events) {
    if (last > 0 && seq !== last + 1) break
    last = seq
  }
  return last
}

const withUndone = (events: LogEvent[]): LogEvent[] => {
  const recalled = new Set<number>()
  const rollbacks: LogEvent[] = []
  for (const event of events) {
    if (event.kind === 'recall' && event.target !== undefined) recalled.add(event.target)
    if (event.kind === 'rollback') rollbacks.push(event)
  }
  if (recalled.size === 0 && rollbacks.length === 0) return events
  return events.map((event) => {
    if (event.kind === 'recall' || event.kind === 'rollback') return event
    const back = rollbacks.some((rollback) => event.seq > (rollback.toSeq ?? 0) && event.seq < rollback.seq)
    if (!recalled.has(event.seq) && !back) return event
    const { text: _text, attachment: _attachment, answer: _answer, options: _options, ...rest } = event
    return back ? { ...rest, rolledBack: true } : { ...rest, recalled: true }
  })
}
