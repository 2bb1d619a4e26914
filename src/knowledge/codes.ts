/** Digits from which on a number is no word, but may be a code of the shop's own. */
const FEWEST_DIGITS = 6
const MOST_DIGITS = 20
/** Letters, a hyphen, digits: AX-200, ipx-7b. */
const HYPHENATED = /(?<![\p{L}\p{N}-])\p{Script=Latin}{1,6}(?:-\d+\p{Script=Latin}{0,3})+(?![\p{L}\p{N}])/gu
/** Letters and digits in one: AX200, 5g. */
const JOINED =
  /(?<![\p{L}\p{N}])(?=\d*\p{Script=Latin})(?=\p{Script=Latin}*\d)[\p{Script=Latin}\d]{3,20}(?![\p{L}\p{N}])/gu
const NUMBER = new RegExp(`(?<!\\d)\\d{${FEWEST_DIGITS},${MOST_DIGITS}}(?!\\d)`, 'g')
/** Stands in every text that has a code; most have none, and looking for this alone takes a fifth of the time. */
const HINT = new RegExp(`[\\p{Script=Latin}-]\\d|\\d\\p{Script=Latin}|\\d{${FEWEST_DIGITS}}`, 'u')

/** What names one thing and nothing else, each once: AX-200 and AX200 are `ax200`, 690123 is `690123`. */
export const codesIn = (text: string): string[] => {
  const plain = text.normalize('NFKC').toLowerCase()
  if (!HINT.test(plain)) return []
  return [
    ...new Set(
      [HYPHENATED, JOINED, NUMBER]
        .flatMap((pattern) => plain.match(pattern) ?? [])
        .map((code) => code.replaceAll('-', '')),
    ),
  ]
}
