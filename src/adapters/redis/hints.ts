import type { HintEnds, Hints } from '../../ports/hints.ts'
import type { Connection } from './connection.ts'
import type { Names } from './names.ts'

/** As much as the way over PostgreSQL carries: what is too long for one is said on neither. */
const MAX_HINT_BYTES = 7_900
/** Hints of one message. */
const MOST_AT_ONCE = 500

/** Hints over publish and subscribe; what could not be published goes another way. */
export const createHints = (
  parts: { connection: Connection; names: Pick<Names, 'hints'>; me: string },
  { heard, up, changed }: HintEnds,
): Hints => {
  const { connection, names, me } = parts
  const waiting: { hint: unknown; text: string; unsaid: (hint: unknown) => void }[] = []
  let flushing = false
  const flush = async (): Promise<void> => {
    if (flushing) return
    flushing = true
    // Everything that is said in this turn of the loop, and while the last was under way, travels together.
    await new Promise(setImmediate)
    while (waiting.length > 0) {
      const batch = waiting.splice(0, MOST_AT_ONCE)
      const message = `{"from":${JSON.stringify(me)},"hints":[${batch.map(({ text }) => text).join(',')}]}`
      const published = await connection.ask((redis) => redis.publish(names.hints, message))
      if (published === undefined) for (const { hint, unsaid } of batch) unsaid(hint)
    }
    flushing = false
  }
  connection.listen(
    names.hints,
    (message) => {
      try {
        const { from, hints } = JSON.parse(message) as { from: string; hints: unknown[] }
        if (from !== me) for (const hint of hints) heard(hint)
      } catch {
        // Somebody else's words on our channel.
      }
    },
    up,
  )
  connection.watch(changed)
  return {
    say: (hint, unsaid) => {
      const text = JSON.stringify(hint)
      // The same again says nothing more.
      if (Buffer.byteLength(text) > MAX_HINT_BYTES || waiting.at(-1)?.text === text) return
      waiting.push({ hint, text, unsaid })
      void flush()
    },
    fault: () => {
      if (connection.status().state === 'down') return 'Redis does not answer'
      return connection.hears() ? undefined : 'what others say over Redis is not heard'
    },
  }
}
