import { type ReadonlySignal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { ApiError, call } from '../shared/api.ts'
import { session } from './session.ts'

export type Fetched<T> =
  | { name: 'loading' }
  | { name: 'there'; value: T }
  | { name: 'failed'; why: string; status?: number }

/** What the server has at a path, anew where the path changes; `again` asks once more and keeps what is there meanwhile. */
export const useFetched = <T>(path: string): { state: ReadonlySignal<Fetched<T>>; again(): Promise<void> } => {
  const state = useSignal<Fetched<T>>({ name: 'loading' })
  const ask = async (signal?: AbortSignal): Promise<void> => {
    try {
      const token = session.token.value ?? ''
      const value = await call<T>(path, { token, ...(signal === undefined ? {} : { signal }) })
      state.value = { name: 'there', value }
    } catch (error) {
      if (signal?.aborted) return
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
