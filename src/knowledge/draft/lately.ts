import type { RecordedTurn } from '../../domain/record.ts'
import { textKey } from '../../lib/text-key.ts'
import type { Store } from '../../ports/store.ts'
import type { Trial, TriedQuestion } from './effects.ts'

/** Messages that are tried, the newest. */
const MOST_MESSAGES = 1_000
/** With fewer, what customers ask is not known yet: examples are tried instead. */
const FEWEST_MESSAGES = 50
/** So many: what nobody asked tells less, and each is understood twice. */
const MOST_EXAMPLES = 200
/** Turns read at once, and most of them at all: another tenant's may lie between. */
const PAGE = 200
const MOST_PAGES = 50
/** Shortest and longest message that is a question, characters. */
const SHORTEST = 2
const LONGEST = 300

export interface LatelyParts {
  turns: Store['turns']
  tenant: string
  /** Vectors of another encoder are of no use. */
  encoder: string
  normalise: (text: string) => string
  /** Takes out what is somebody's own. */
  mask: (text: string) => string
  /** Tried where there are too few messages. */
  examples: () => Promise<readonly Pick<TriedQuestion, 'text' | 'language'>[]>
}

/** What customers asked last, each question once with how often it came; or examples. */
export const askedLately = async (parts: LatelyParts): Promise<Trial> => {
  const questions = new Map<string, TriedQuestion>()
  let messages = 0
  for await (const turn of newestTurns(parts)) {
    const question = questionOf(turn, parts)
    if (question === undefined) continue
    const known = questions.get(question.said)
    if (known === undefined) questions.set(question.said, question)
    else known.count++
    if (++messages === MOST_MESSAGES) break
  }
  if (messages >= FEWEST_MESSAGES) return { from: 'customers', questions: [...questions.values()] }
  const examples = await parts.examples()
  const step = Math.max(1, examples.length / MOST_EXAMPLES)
  const some = Array.from(
    { length: Math.min(MOST_EXAMPLES, examples.length) },
    (_, i) => examples[Math.floor(i * step)],
  )
  return {
    from: 'examples',
    questions: some.flatMap((one) =>
      one === undefined ? [] : [{ ...one, written: one.text, said: parts.normalise(one.text), count: 1 }],
    ),
  }
}

const questionOf = (
  { record, text, inputs }: RecordedTurn,
  { encoder, normalise, mask }: LatelyParts,
): TriedQuestion | undefined => {
  if (text === undefined || text.length > LONGEST || [...text.trim()].length < SHORTEST) return undefined
  const { conversation, seq } = record
  const { language, fingerprints } = record.understanding
  const asker = inputs === undefined ? undefined : { conversation: inputs.conversation, card: inputs.card }
  const said = normalise(text)
  const key = textKey(said)
  const vector = fingerprints['model'] === encoder ? inputs?.vectors.find((one) => one.key === key)?.vector : undefined
  return {
    ...{ text: mask(text), written: text, said, language, count: 1, place: { conversation, seq } },
    ...(asker === undefined ? {} : { asker }),
    ...(vector === undefined ? {} : { vector }),
  }
}

/** The store goes through turns oldest first: the end is found by halving, then pages are read from there backwards. */
async function* newestTurns({ turns, tenant }: LatelyParts): AsyncIterable<RecordedTurn> {
  const hasAfter = async (place: number): Promise<boolean> => (await turns({ after: place, limit: 1 })).turns.length > 0
  let low = 0
  let high = 1
  while (await hasAfter(high)) {
    low = high
    high *= 2
  }
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (await hasAfter(middle)) low = middle + 1
    else high = middle
  }
  for (let page = 0, end = high; page < MOST_PAGES && end > 0; page++, end -= PAGE) {
    const found = await turns({ tenant, after: Math.max(0, end - PAGE), upTo: end, limit: PAGE })
    yield* found.turns.toReversed()
  }
}
