import { URGENCY_FLAGS, type Urgency } from '../domain/understanding.ts'
import type { SentimentWords } from './sentiment-words.ts'

const MOST_EVIDENCE = 5

/**
 * Finder of urgency flags by the lexicon's patterns, safety first. What a `not` pattern matches is blanked before the others
 * look, so that 过敏体质能用吗 is a question and no rash. Wants text in lower case, NFKC, simplified; throws an Error naming
 * the pattern that cannot be used.
 */
export const createFindUrgency = (patterns: SentimentWords['urgency']): ((text: string) => Urgency[]) => {
  const compiled = URGENCY_FLAGS.map((flag) => {
    const { zh, en, not } = patterns[flag]
    return { flag, found: joined(flag, [...zh, ...en]), blanked: joined(flag, not) }
  })
  return (text) =>
    compiled.flatMap(({ flag, found, blanked }) => {
      const rest = text.replace(blanked, (match) => ' '.repeat(match.length))
      const evidence = [...new Set([...rest.matchAll(found)].map(([words]) => words.trim()))].slice(0, MOST_EVIDENCE)
      return evidence.length === 0 ? [] : [{ flag, evidence }]
    })
}

const joined = (flag: string, patterns: readonly string[]): RegExp => {
  for (const pattern of patterns)
    try {
      if (new RegExp(pattern).test('')) throw new Error('it matches a text without words')
    } catch (error) {
      throw new Error(
        `knowledge/lexicon.yaml: urgency.${flag}: the pattern ${JSON.stringify(pattern)} cannot be used: ${(error as Error).message}`,
      )
    }
  return patterns.length === 0 ? /(?!)/g : new RegExp(patterns.map((pattern) => `(?:${pattern})`).join('|'), 'g')
}
