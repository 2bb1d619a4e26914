import type { AnswerEffect, DraftPreview } from '../../domain/knowledge-import.ts'
import type { Store } from '../../ports/store.ts'
import type { Trial } from './effects.ts'

type Effects = DraftPreview['effects']

/**
 * The effects without questions that were taken back since (W5). `recalls` grows with everything that is taken back; only then the log is
 * asked, for those questions that are shown. `since`: what `recalls` was before they were read.
 */
export const withoutTakenBack = (
  effects: Effects,
  { questions }: Trial,
  { events, tenant, recalls, since }: { events: Store['events']; tenant: string; recalls: () => number; since: number },
): (() => Promise<Effects>) => {
  const places = new Map(questions.map(({ text, place }) => [text, place]))
  let seen = since
  let shown = effects

  const isThere = async ({ question }: AnswerEffect): Promise<boolean> => {
    const place = places.get(question)
    if (place === undefined) return true
    const page = await events(tenant, place.conversation, { after: place.seq - 1, limit: 1 })
    return Boolean(page?.events[0]?.text)
  }
  return async () => {
    const now = recalls()
    if (now === seen) return shown
    const there = await Promise.all(shown.changed.map(isThere))
    shown = { ...shown, changed: shown.changed.filter((_, i) => there[i]) }
    seen = now
    return shown
  }
}
