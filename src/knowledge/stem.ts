/** Shortest stem that an ending is taken from, letters. */
const SHORTEST = 3

/**
 * A light stemmer for English words in lower case: plurals, -ed, -ing, a final e and y, doubled consonants.
 * It need not be right, only the same for the forms of a word: shipping, shipped, ships → ship.
 */
export const stem = (word: string): string => {
  if (word.length <= SHORTEST || !/^[a-z]+$/.test(word)) return word
  return withoutFinal(withoutPast(withoutPlural(word)))
}

const withoutPlural = (word: string): string => {
  if (word.endsWith('ies') && word.length > SHORTEST + 1) return `${word.slice(0, -3)}y`
  if (/(?:ss|sh|ch|x|z)es$/.test(word)) return word.slice(0, -2)
  return /[^su]s$/.test(word) ? word.slice(0, -1) : word
}

const withoutPast = (word: string): string => {
  const base = word.endsWith('ied') ? `${word.slice(0, -3)}y` : word.replace(/(?:ed|ing)$/, '')
  if (base === word) return word
  if (base.length < SHORTEST || !/[aeiouy]/.test(base)) return word
  return /([^aeiouls])\1$/.test(base) || /ll$/.test(base) ? base.slice(0, -1) : base
}

const withoutFinal = (word: string): string => {
  const base = word.length > SHORTEST + 1 ? word.replace(/e$/, '') : word
  return base.length > SHORTEST ? base.replace(/y$/, 'i').replace(/ll$/, 'l') : base
}
