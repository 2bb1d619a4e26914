import { LANGUAGES, OUT_OF_SCOPE } from '../../domain/article.ts'
import { FEW_EXAMPLES } from '../examples.ts'
import type { Finding, LintExample } from './finding.ts'

/** Share of the data from which a language is taken to be wanted of every intent. */
const WANTED_LANGUAGE = 0.2
/** An intent has too little of a language when its share is below this part of the language's share of all. */
const LEAST_PART = 0.25

/** Intents with one example, with few, and with next to nothing in a language that the data have. */
export const intentFindings = (examples: readonly LintExample[]): Finding[] => {
  const byIntent = new Map<string, LintExample[]>()
  for (const example of examples) byIntent.set(example.intent, [...(byIntent.get(example.intent) ?? []), example])
  return [...byIntent].flatMap(([intent, own]): Finding[] => {
    const { at, text } = own[0] as LintExample
    const base = { at, text, intent }
    if (own.length === 1)
      return [{ ...base, kind: 'lone-intent', score: 1, why: 'is the only example: it can be learnt, but not checked' }]
    const thin: Finding[] =
      own.length < FEW_EXAMPLES
        ? [
            {
              ...base,
              kind: 'thin-intent',
              score: 1 - own.length / FEW_EXAMPLES,
              why: `${own.length} examples; from ${FEW_EXAMPLES} on it can be learnt well`,
            },
          ]
        : []
    return intent === OUT_OF_SCOPE ? thin : [...thin, ...languageFindings(base, own, examples)]
  })
}

const languageFindings = (
  base: Pick<Finding, 'at' | 'text' | 'intent'>,
  own: readonly LintExample[],
  all: readonly LintExample[],
): Finding[] =>
  LANGUAGES.flatMap((language): Finding[] => {
    const shareIn = (rows: readonly LintExample[]): number =>
      rows.filter((row) => row.language === language).length / rows.length
    const overall = shareIn(all)
    const share = shareIn(own)
    if (overall < WANTED_LANGUAGE || share >= LEAST_PART * overall) return []
    return [
      {
        ...base,
        kind: 'language',
        score: 1 - share / overall,
        why: `${Math.round(share * own.length)} of its ${own.length} examples are ${language}, of all ${Math.round(100 * overall)} % are`,
      },
    ]
  })
