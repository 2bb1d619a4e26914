import { z } from 'zod'
import type { KeptAnswer } from '../../domain/coverage.ts'
import type { Language, LogEvent } from '../../domain/message.ts'
import { say } from '../../domain/said.ts'
import type { KeptValue } from '../../ports/kept-value.ts'
import { refusing } from '../refusing.ts'

/** Answers that wait for somebody to make articles of them. */
const MOST_KEPT = 500
/** Events before an answer among which its question is looked for. */
const LOOK_BACK = 20

/** Where an answer stands; its words stay in the log, so that one that is taken back is gone here too. */
export interface KeptPlace {
  id: string
  conversation: string
  seq: number
  by: string
  at: string
}

const kept = z.array(
  z.object({ id: z.string(), conversation: z.string(), seq: z.number().int(), by: z.string(), at: z.string() }),
)
/** @throws Error naming what is wrong in a file of kept answers */
export const parseKeptPlaces = (value: unknown): readonly KeptPlace[] => {
  const parsed = kept.safeParse(value)
  if (parsed.success) return parsed.data
  throw new Error(z.prettifyError(parsed.error))
}

export interface KeptAnswers {
  /** Newest first; without those that were taken back. */
  list(): Promise<KeptAnswer[]>
  /** `seq` of the messages of a conversation that are kept. */
  of(conversation: string): number[]
  /** Of the same message: the one that is there. @throws Refusal not_found, bad_input where it is no agent's text or follows no question */
  keep(at: { conversation: string; seq: number }, by: string): Promise<KeptAnswer>
  /** @throws Refusal not_found */
  remove(id: string): Promise<void>
}

/** What agents answered in their own words and would like to be an article. */
export const createKeptAnswers = (parts: {
  places: KeptValue<readonly KeptPlace[]>
  /** Events of a conversation from `after` on, ascending; undefined where there is no such conversation. */
  events: (conversation: string, after: number, limit: number) => Promise<readonly LogEvent[] | undefined>
  languageOf: (text: string) => Language
  /** Takes out what is somebody's own. */
  mask: (text: string) => string
  now: () => Date
  newId: () => string
}): KeptAnswers => {
  const { places, events, languageOf, mask, now, newId } = parts

  const read = async (place: KeptPlace): Promise<KeptAnswer | undefined> => {
    const found = await events(place.conversation, Math.max(0, place.seq - LOOK_BACK), LOOK_BACK)
    const answer = found?.find(({ seq }) => seq === place.seq)
    const question = found?.findLast(
      ({ seq, from, kind, text }) => seq < place.seq && from.role === 'customer' && kind === 'text' && spoken(text),
    )
    if (answer?.from.role !== 'agent' || answer.kind !== 'text' || !spoken(answer.text)) return undefined
    if (question?.text === undefined || answer.text === undefined) return undefined
    const { id, conversation, by, at } = place
    return {
      ...{ id, conversation, by, at, question: mask(question.text), answer: mask(answer.text) },
      language: languageOf(answer.text),
    }
  }

  return {
    list: async () => {
      const all: KeptAnswer[] = []
      for (const place of places.current().toReversed()) {
        const answer = await read(place)
        if (answer !== undefined) all.push(answer)
      }
      return all
    },
    of: (conversation) => places.current().flatMap((place) => (place.conversation === conversation ? [place.seq] : [])),
    keep: async ({ conversation, seq }, by) => {
      if ((await events(conversation, 0, 1)) === undefined)
        throw refusing('not_found', say('kept_conversation'), { field: 'conversation' })
      const known = places.current().find((place) => place.conversation === conversation && place.seq === seq)
      const place = known ?? { id: newId(), conversation, seq, by, at: now().toISOString() }
      const answer = await read(place)
      if (answer === undefined)
        throw refusing('bad_input', say('kept_message', { seq }), {
          field: 'seq',
        })
      if (known === undefined) await places.change((list) => [...list.slice(1 - MOST_KEPT), place])
      return answer
    },
    remove: async (id) => {
      await places.change((list) => {
        const rest = list.filter((place) => place.id !== id)
        if (rest.length === list.length) throw refusing('not_found', say('kept_unknown', { id }), { field: 'id' })
        return rest
      })
    },
  }
}

const spoken = (text: string | undefined): boolean => text !== undefined && text.trim() !== ''
