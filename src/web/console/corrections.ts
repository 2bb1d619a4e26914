import { type ReadonlySignal, signal } from '@preact/signals'
import type { Correction } from '../../domain/inspection.ts'
import { call } from '../shared/api.ts'
import type { Desk } from './desk.ts'
import { session } from './session.ts'

/** What staff says that messages of one conversation were about. */
export interface Corrections {
  /** By `seq`. */
  readonly all: ReadonlySignal<ReadonlyMap<number, Correction>>
  load(): Promise<void>
  /** Says it; without an intent the last word is taken back. Shown at once, and gone again where the server refuses: then it rejects. */
  say(seq: number, intent: string | undefined): Promise<void>
}

const known = new WeakMap<Desk, Map<string, Corrections>>()

/** Those of a conversation, as long as the desk is there. */
export const correctionsOf = (desk: Desk, conversation: string): Corrections => {
  const ofDesk = known.get(desk) ?? new Map<string, Corrections>()
  known.set(desk, ofDesk)
  const found = ofDesk.get(conversation) ?? createCorrections(conversation, () => desk.me.value.sub)
  ofDesk.set(conversation, found)
  return found
}

const createCorrections = (conversation: string, me: () => string | undefined): Corrections => {
  const all = signal<ReadonlyMap<number, Correction>>(new Map())
  const path = `/v1/conversations/${encodeURIComponent(conversation)}`
  const token = () => session.token.value ?? ''
  const put = (seq: number, correction: Correction | undefined) => {
    const next = new Map(all.value)
    if (correction === undefined) next.delete(seq)
    else next.set(seq, correction)
    all.value = next
  }
  return {
    all,
    load: async () => {
      try {
        const { corrections } = await call<{ corrections: Correction[] }>(`${path}/corrections`, { token: token() })
        all.value = new Map(corrections.map((one) => [one.seq, one]))
      } catch {
        // What was known stays; the next look asks again.
      }
    },
    say: async (seq, intent) => {
      const before = all.value.get(seq)
      put(seq, intent === undefined ? undefined : { seq, intent, by: me() ?? '', at: new Date().toISOString() })
      try {
        await call(`${path}/turns/${seq}/intent`, {
          token: token(),
          ...(intent === undefined ? { method: 'DELETE' } : { method: 'PUT', body: { intent } }),
        })
      } catch (error) {
        put(seq, before)
        throw error
      }
    },
  }
}
