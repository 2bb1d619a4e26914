import { type ReadonlySignal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { ApiError, COME_WITHIN_MS, call } from '../shared/api.ts'
import { session } from './session.ts'

export type Fetched<T> =
  | { name: 'loading' }
  | { name: 'there'; value: T }
  | { name: 'failed'; why: string; status?: number }

/**
 * What the server has at a path, anew where the path changes; `again` asks once more and keeps what is there meanwhile.
 * What does not come within `deadlineMs` has failed.
 */
export const useFetched = <T>(
  path: string,
  { deadlineMs = COME_WITHIN_MS }: { deadlineMs?: number } = {},
): { state: ReadonlySignal<Fetched<T>>; again(): Promise<void> } => {
  const state = useSignal<Fetched<T>>({ name: 'loading' })
  const ask = async (asking?: AbortSignal): Promise<void> => {
    const late = AbortSignal.timeout(deadlineMs)
    const signal = asking === undefined ? late : AbortSignal.any([asking, late])
    try {
      const token = session.token.value ?? ''
      const value = await call<T>(path, { token, signal })
      state.value = { name: 'there', value }
    } catch (error) {
      if (asking?.aborted) return
      state.value =
        error instanceof ApiError
          ? { name: 'failed', why: error.message, status: error.status }
          : { name: 'failed', why: 'offline' }
    }
  }
  useEffect(() => {
    const asking = new AbortController()
    void ask(asking.signal)
    return () => asking.abort()
  }, [path])
  return { state, again: () => ask() }
}
