import type { AttachmentsState } from '../../ports/attachments.ts'
import type { Bucket } from './bucket.ts'

/** How long what was found of the bucket's state serves, milliseconds. */
const STATE_MS = 10_000

/** Whether the bucket answers; looked at when it is asked for and the last look is old. */
export const createBucketState = (bucket: Bucket, now: () => number): (() => Promise<AttachmentsState>) => {
  let looked: { at: number; state: AttachmentsState } | undefined
  const look = async (): Promise<AttachmentsState> => {
    try {
      for await (const _ of bucket.list('unsent/')) break
      return { kind: 's3' }
    } catch (error) {
      const since = looked?.state.since ?? new Date(now()).toISOString()
      return { kind: 's3', since, reason: (error as Error).message }
    }
  }
  return async () => {
    if (looked === undefined || now() - looked.at > STATE_MS) looked = { state: await look(), at: now() }
    return looked.state
  }
}
