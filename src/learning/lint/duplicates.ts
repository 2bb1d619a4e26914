import { editShare } from '../../lib/edit-distance.ts'
import type { Scored } from '../../lib/top.ts'
import type { Finding, LintExample } from './finding.ts'

/** Cosine of centred vectors, and share of characters that differ, at which two texts say the same. */
const NEAR_COSINE = 0.9
const MOST_EDITED = 0.15

/** Said at the end of a sentence they colour it and ask for nothing else. 吗 and 了 do. */
const PARTICLES = /(?<=.)[呢啊呀哦噢嘛哈啦吧]+$/u

/** What decides whether two texts are the same: letters and digits, without closing particles. */
export const bareOf = (text: string): string => text.replace(/[^\p{L}\p{N}]+/gu, '').replace(PARTICLES, '')

export const areNear = (a: string, b: string, cosine: number): boolean =>
  cosine >= NEAR_COSINE && editShare(a, b) <= MOST_EDITED

/** The same or nearly the same text under two intents, and the same text twice under one. */
export const duplicates = (examples: readonly LintExample[], neighbours: readonly (readonly Scored[])[]): Finding[] => [
  ...sameTexts(examples),
  ...nearTexts(examples, neighbours),
]

const sameTexts = (examples: readonly LintExample[]): Finding[] => {
  const firsts = new Map<string, LintExample>()
  const findings: Finding[] = []
  for (const example of examples) {
    const { at, text, intent } = example
    const bare = bareOf(text)
    if (bare === '') continue
    const first = firsts.get(bare)
    if (first === undefined) firsts.set(bare, example)
    else if (first.intent === intent)
      findings.push({ kind: 'twin', at, text, intent, score: 1, other: first.at, why: `stands at ${first.at} already` })
    else
      findings.push({
        kind: 'conflict',
        at,
        text,
        intent,
        suggested: first.intent,
        score: 1,
        other: first.at,
        why: `is ${first.intent} at ${first.at}; keep one`,
      })
  }
  return findings
}

const nearTexts = (examples: readonly LintExample[], neighbours: readonly (readonly Scored[])[]): Finding[] =>
  examples.flatMap((example, i): Finding[] => {
    const { at, text, intent } = example
    for (const { id, score } of neighbours[i] ?? []) {
      const other = examples[id] as LintExample
      // Each pair once, at its later line.
      if (id > i || other.intent === intent || bareOf(other.text) === bareOf(text)) continue
      if (areNear(text, other.text, score))
        return [
          {
            kind: 'near-conflict',
            at,
            text,
            intent,
            suggested: other.intent,
            score,
            other: other.at,
            why: `${JSON.stringify(other.text)} is ${other.intent} at ${other.at}`,
          },
        ]
    }
    return []
  })
