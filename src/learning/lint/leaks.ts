import { areNear, bareOf } from './duplicates.ts'
import type { Finding, LintExample } from './finding.ts'
import { nearestRows } from './neighbourhood.ts'

/** Test messages that are, nearly, among the examples: figures on them flatter the model. */
export const leaks = (
  examples: readonly LintExample[],
  centred: readonly Float32Array[],
  test: readonly LintExample[],
  centredTest: readonly Float32Array[],
): Finding[] => {
  const known = new Map(examples.map((example) => [bareOf(example.text), example]))
  const nearest = nearestRows(centred, centredTest, { top: 1, skip: () => false })
  return test.flatMap(({ at, text, intent }, i): Finding[] => {
    const same = known.get(bareOf(text))
    const near = nearest[i]?.[0]
    const close = near === undefined ? undefined : examples[near.id]
    const found =
      same ?? (near !== undefined && close !== undefined && areNear(text, close.text, near.score) ? close : undefined)
    if (found === undefined || bareOf(text) === '') return []
    return [
      {
        kind: 'leak',
        at,
        text,
        intent,
        score: same === undefined ? (near?.score ?? 0) : 1,
        other: found.at,
        why: `${same === undefined ? `${JSON.stringify(found.text)}, nearly the same,` : 'the same'} is an example at ${found.at}${found.intent === intent ? '' : `, as ${found.intent}`}`,
      },
    ]
  })
}
