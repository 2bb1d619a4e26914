import type { Sourced } from '../sourced.ts'
import type { Finding } from './finding.ts'

/**
 * A copy as JSONL: suggested labels taken over, of the same text under one intent or two the first stays.
 * @param findings gravest kind first, surest first, as `lint` gives them
 */
export const cleaned = (examples: readonly Sourced[], findings: readonly Finding[]): string => {
  const relabelled = new Map<string, string | undefined>()
  const pairs = findings.filter(({ kind }) => kind === 'near-conflict')
  for (const { kind, at, suggested } of findings) {
    // Two that are nearly the same may each be doubted for the other's sake: taking over both would swap the slip.
    const changed = pairs.some(
      ({ at: a, other: b }) => (a === at && b !== undefined && relabelled.has(b)) || (b === at && relabelled.has(a)),
    )
    if (kind === 'label' && !changed) relabelled.set(at, suggested)
  }
  const dropped = new Set(findings.filter(({ kind }) => kind === 'conflict' || kind === 'twin').map(({ at }) => at))
  return examples
    .filter(({ at }) => !dropped.has(at))
    .map(({ at, intent, ...rest }) => `${JSON.stringify({ ...rest, intent: relabelled.get(at) ?? intent })}\n`)
    .join('')
}
