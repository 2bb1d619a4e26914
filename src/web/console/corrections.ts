import { type ReadonlySignal, signal } from '@preact/signals'
import type { Correction } from '../../domain/inspection.ts'
import { call } from '../shared/api.ts'
import type { Desk } from './desk.ts'
import { session } from './session.ts'

/** What staff says of the messages of one conversation: what they were about, that an answer was wrong, that one is worth keeping. */
export interface Corrections {
  /** By `seq`. */
  readonly all: ReadonlySignal<ReadonlyMap<number, Correction>>
  /** `seq` of the bot's answers that were called wrong, and of agents' that are kept for the library. */
  readonly wrong: ReadonlySignal<ReadonlySet<number>>
  readonly kept: ReadonlySignal<ReadonlySet<number>>
  load(): Promise<void>
  /** Says it of an answer; rejects where it is not noted. */
  mark(seq: number, as: 'wrong' | 'kept'): Promise<void>
  /** Says it; without an intent the last word is taken back. Shown at once, and gone again where the server refuses: then it rejects. */
  say(seq: number, intent: string | undefined): Promise<void>
}

const KEPT = '/v1/knowledge/kept-answers'
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
  const marks = { wrong: signal<ReadonlySet<number>>(new Set()), kept: signal<ReadonlySet<number>>(new Set()) }
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
    wrong: marks.wrong,
    kept: marks.kept,
    load: async () => {
      // What was known stays where one is not answered; the next look asks again.
      await Promise.allSettled([
        call<{ corrections: Correction[]; wrong: number[] }>(`${path}/corrections`, { token: token() }).then(
          (found) => {
            all.value = new Map(found.corrections.map((one) => [one.seq, one]))
            marks.wrong.value = new Set(found.wrong)
          },
        ),
        call<{ seqs: number[] }>(`${KEPT}?conversation=${encodeURIComponent(conversation)}`, { token: token() }).then(
          ({ seqs }) => {
            marks.kept.value = new Set(seqs)
          },
        ),
      ])
    },
    mark: async (seq, as) => {
      if (as === 'wrong') await call(`${path}/answers/${seq}/wrong`, { token: token(), body: {} })
      else await call(KEPT, { token: token(), body: { conversation, seq } })
      marks[as].value = new Set([...marks[as].value, seq])
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
