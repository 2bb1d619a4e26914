/**
 * two → 2, twenty-five → 25, two hundred and fifty → 250, a thousand → 1000, a couple of → 2; undefined for what is no
 * number, or not a certain one.
 */
export const englishNumber = (text: string): number | undefined => {
  const words = text
    .toLowerCase()
    .split(/[\s-]+/)
    .filter((word) => word !== 'and' && word !== '')
  if (words.length === 0) return undefined
  if (/^a couple(?: of)?$/.test(words.join(' '))) return 2
  let whole = 0
  let part = 0
  for (const word of words) {
    const value = VALUES.get(word)
    if (value === undefined) return undefined
    if (value < 100 && word !== 'dozen') part += value
    else if (value < 1_000) part = (part || 1) * value
    else {
      whole += (part || 1) * value
      part = 0
    }
  }
  return whole + part
}

const SMALL =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'
const VALUES: ReadonlyMap<string, number> = new Map([
  ...SMALL.split(' ').map((word, i) => [word, i] as const),
  ...TENS.split(' ').map((word, i) => [word, (i + 2) * 10] as const),
  ['a', 1],
  ['an', 1],
  ['dozen', 12],
  ['hundred', 100],
  ['thousand', 1_000],
])

/** Words of a number from one up, for patterns: `two`, `twenty-five`, `two hundred`. */
export const ENGLISH_NUMERALS = String.raw`(?:${[...VALUES.keys()].filter((word) => !['a', 'an', 'zero', 'dozen', 'hundred', 'thousand'].includes(word)).join('|')}|an? (?=dozen|hundred|thousand)|an?(?= (?:dozen|hundred|thousand)))(?:[\s-](?:${[...VALUES.keys()].filter((word) => !['a', 'an', 'zero'].includes(word)).join('|')}))*`
