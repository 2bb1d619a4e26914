import { eventSums, type SummedColumns } from './event-sums.ts'

/** An event as it lies in the log, beside the head of its conversation at the same moment. */
export interface CheckedRow extends SummedColumns {
  head: number
  /** What was taken back, as bits; 0: nothing. */
  taken: number
  /** Null: of a version before there were sums. */
  sum: number | null
  bodySum: number | null
}

/** Goes over events by conversation and seq, both rising. Each call says what is wrong, undefined where nothing is. */
export interface LogCheck {
  take(row: CheckedRow): string | undefined
  /** To be asked after the last event. */
  end(): string | undefined
  /** So far. */
  seen(): { events: number; conversations: number }
}

/**
 * Whether a log is gapless up to each head, and every event as it was written. `fromFirst`: the first event of each conversation is
 * among them; else they may begin anywhere.
 */
export const createLogCheck = ({ fromFirst }: { fromFirst: boolean }): LogCheck => {
  let last: CheckedRow | undefined
  let events = 0
  let conversations = 0

  const end = (): string | undefined =>
    last === undefined || last.seq >= last.head
      ? undefined
      : `conversation ${last.conversation} ends at seq ${last.seq} where its head is ${last.head}`

  const place = (row: CheckedRow): string | undefined => {
    if (row.conversation !== last?.conversation) {
      const cut = end()
      conversations += 1
      if (cut !== undefined) return cut
      return fromFirst && row.seq !== 1 ? `conversation ${row.conversation} begins at seq ${row.seq}` : undefined
    }
    return row.seq === last.seq + 1
      ? undefined
      : `conversation ${row.conversation} has no seq ${last.seq + 1}: after ${last.seq} comes ${row.seq}`
  }

  return {
    take: (row) => {
      const fault = place(row) ?? bodyFault(row)
      last = row
      events += 1
      return fault
    },
    end,
    seen: () => ({ events, conversations }),
  }
}

const bodyFault = (row: CheckedRow): string | undefined => {
  if (row.sum === null) return undefined
  const { sum, bodySum } = eventSums(row)
  const at = `event ${row.seq} of conversation ${row.conversation}`
  if (sum !== row.sum) return `${at} is not as it was written`
  if (row.taken === 0) return bodySum === row.bodySum ? undefined : `the words of ${at} are not as they were written`
  return row.text === null && row.more === null ? undefined : `${at} was taken back, and has words again`
}
