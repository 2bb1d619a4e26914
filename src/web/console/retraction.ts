import { type ReadonlySignal, useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { newCid } from '../../client/cid.ts'
import type { Retracted } from '../../domain/consequences.ts'
import { ApiError, call } from '../shared/api.ts'
import { session } from './session.ts'

/** Milliseconds in which the server must have answered. */
const DEADLINE_MS = 20_000

export type RetractionState =
  | { name: 'idle' }
  | { name: 'asking' }
  /** Nobody knows how far it got. */
  | { name: 'uncertain' }
  | { name: 'refused'; code: string; message: string }
  | { name: 'done'; taken: readonly number[] }

/** Taking a message back with what was said because of it: one operation, however often it is pressed. */
export const useRetraction = (of: {
  conversation: string
  seq: number
}): {
  state: ReadonlySignal<RetractionState>
  retract(chosen: { only: readonly number[]; reason: string }): Promise<void>
} => {
  const state = useSignal<RetractionState>({ name: 'idle' })
  const opId = useRef(newCid())
  return {
    state,
    retract: async (chosen) => {
      if (state.value.name === 'asking' || state.value.name === 'done') return
      state.value = { name: 'asking' }
      try {
        const { taken } = await call<Retracted>(`/v1/conversations/${encodeURIComponent(of.conversation)}/retract`, {
          token: session.token.value ?? '',
          body: { seq: of.seq, opId: opId.current, ...chosen },
          signal: AbortSignal.timeout(DEADLINE_MS),
        })
        state.value = { name: 'done', taken }
      } catch (error) {
        state.value =
          error instanceof ApiError && error.status < 500
            ? { name: 'refused', code: error.message, message: error.problem.detail ?? '' }
            : { name: 'uncertain' }
      }
    },
  }
}
