import type { Understanding } from '../domain/understanding.ts'

/** The customer picked what we offered: as sure as a tap can be. */
const PICKED_CONFIDENCE = 0.99
const ORDINALS = [
  /^(1|一|第一个?|前者|前面那个|(the )?first( one)?)$/u,
  /^(2|二|第二个?|后者|后面那个|(the )?second( one)?)$/u,
]

/**
 * Reads a message as the answer to "which of the two?": one of the labels or an ordinal. Anything else stays as it was
 * understood. `asked` are intents; `labels` their words in the customer's language, same order.
 */
export const resolveChoice = (
  understanding: Understanding,
  asked: readonly string[] | undefined,
  labels: readonly string[],
): Understanding => {
  if (asked === undefined) return understanding
  const said = bare(understanding.text)
  const picked = asked.find((_, index) => said === bare(labels[index] ?? '') || ORDINALS[index]?.test(said))
  if (picked === undefined) return understanding
  const { verdict } = understanding
  return {
    ...understanding,
    verdict: {
      ...verdict,
      intent: picked,
      confidence: PICKED_CONFIDENCE,
      outOfScope: 0,
      gap: PICKED_CONFIDENCE,
      ranked: [
        { intent: picked, confidence: PICKED_CONFIDENCE },
        ...verdict.ranked.filter(({ intent }) => intent !== picked),
      ],
    },
  }
}

const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^[\d.、\s]+(?=\D)|[\p{P}\s]+$/gu, '')
    .trim()
