import { centred } from '../../lib/vectors.ts'
import { bareOf, duplicates } from './duplicates.ts'
import { FINDING_KINDS, type Finding, type LintExample } from './finding.ts'
import { intentFindings } from './intents.ts'
import { suspiciousLabels } from './labels.ts'
import { leaks } from './leaks.ts'
import { meanOf, nearestRows } from './neighbourhood.ts'

/** Neighbours that an example's label is held against. */
const NEIGHBOURS = 10

/**
 * What somebody should look at in labelled data, gravest kind first, surest first within a kind. Deterministic by seed.
 * @param test messages kept for measuring, which must not be among the examples
 */
export const lint = (examples: readonly LintExample[], test: readonly LintExample[], seed: number): Finding[] => {
  const mean = meanOf(examples.map(({ vector }) => vector))
  const own = examples.map(({ vector }) => centred(vector, mean))
  const texts = examples.map(({ text }) => bareOf(text))
  // The same text again is no second witness.
  const neighbours = nearestRows(own, own, { top: NEIGHBOURS, skip: (a, b) => a === b || texts[a] === texts[b] })
  const same = duplicates(examples, neighbours)
  const settled = new Set(same.filter(({ kind }) => kind === 'conflict').map(({ at }) => at))
  return [
    ...leaks(
      examples,
      own,
      test,
      test.map(({ vector }) => centred(vector, mean)),
    ),
    ...same,
    ...suspiciousLabels(examples, own, neighbours, seed).filter(({ at }) => !settled.has(at)),
    ...intentFindings(examples),
  ].sort((a, b) => FINDING_KINDS.indexOf(a.kind) - FINDING_KINDS.indexOf(b.kind) || b.score - a.score)
}
