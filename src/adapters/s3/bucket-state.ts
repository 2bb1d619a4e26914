import type { AttachmentsState } from '../../ports/attachments.ts'
import type { Bucket } from './bucket.ts'

/** How long what was found of the bucket's state serves, milliseconds. */
const STATE_MS = 10_000
/** Who asks waits for a look no longer than this, milliseconds: one at a service that hangs takes much longer, and goes on in the background. */
const WAIT_MS = 1_000

/** Whether the bucket answers; looked at, once at a time, when it is asked for and the last look is old. */
export const createBucketState = (bucket: Bucket, now: () => number): (() => Promise<AttachmentsState>) => {
  let looked: { at: number; state: AttachmentsState } | undefined
  let looking: { since: string; waited: Promise<void> } | undefined
  const look = async (since: string): Promise<void> => {
    const state = await found(since)
    looked = { at: now(), state }
    looking = undefined
  }
  const found = async (since: string): Promise<AttachmentsState> => {
    try {
      for await (const _ of bucket.list('unsent/')) break
      return { kind: 's3' }
    } catch (error) {
      return { kind: 's3', since: looked?.state.since ?? since, reason: (error as Error).message }
    }
  }
  const begin = () => {
    const since = new Date(now()).toISOString()
    const late = new Promise<void>((resolve) => setTimeout(resolve, WAIT_MS).unref())
    return { since, waited: Promise.race([look(since), late]) }
  }
  return async () => {
    if (looked === undefined || now() - looked.at > STATE_MS) looking ??= begin()
    await looking?.waited
    if (looked !== undefined) return looked.state
    return { kind: 's3', since: looking?.since ?? '', reason: `the place for files says nothing for ${WAIT_MS} ms` }
  }
}
