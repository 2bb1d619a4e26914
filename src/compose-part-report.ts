import { PART_MEANINGS } from './domain/part-meanings.ts'
import type { PartState, Readiness } from './gateway/operation-routes.ts'

/**
 * Adds to each part that is not ready since when that is known (ISO 8601; where the part does not say it itself, since it was first asked
 * for), what it means for users and what to do, in both languages. Parts that are ready are as they were.
 */
export const createPartReport = (now: () => Date): ((readiness: Readiness) => Readiness) => {
  const since = new Map<string, { state: PartState['state']; at: string }>()
  const sinceOf = (name: string, state: PartState['state']): string => {
    const known = since.get(name)
    if (known?.state === state) return known.at
    const at = now().toISOString()
    since.set(name, { state, at })
    return at
  }
  return (readiness) => {
    const parts: Record<string, PartState> = {}
    for (const [name, part] of Object.entries(readiness.parts)) {
      const at = sinceOf(name, part.state)
      parts[name] = part.state === 'ready' ? part : { since: at, ...part, ...PART_MEANINGS[name] }
    }
    for (const name of since.keys()) if (!(name in parts)) since.delete(name)
    return { ...readiness, parts }
  }
}
