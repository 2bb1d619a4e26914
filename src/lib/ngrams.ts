/** Scripts written without spaces, whose characters are words by themselves. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+/gu
const WORD = /[\p{L}\p{N}']+/gu
const LONGEST_UNSPACED = 4
const SHORTEST_PART = 3
const LONGEST_PART = 4
/** A number of so many digits says nothing but that it is one. */
const LONG_NUMBER = /\d{3,}/g

/**
 * Counts of hashed n-grams: 1 to 4 characters of unspaced script; words, pairs of words and 3 to 4 letters within a word of spaced script.
 * Long numbers count as one token. Expects folded text; the keys are 32-bit FNV-1a.
 */
export const countNgrams = (text: string): Map<number, number> => {
  const counts = new Map<number, number>()
  const count = (ngram: string): void => {
    const key = hashNgram(ngram)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const plain = text.toLowerCase().replace(LONG_NUMBER, '0')
  for (const [run] of plain.matchAll(UNSPACED)) countUnspaced([...run], count)
  let before = '<'
  for (const [word] of plain.replace(UNSPACED, ' ').matchAll(WORD)) {
    count(`w ${word}`)
    count(`p ${before} ${word}`)
    countParts([...`<${word}>`], count)
    before = word
  }
  return counts
}

const countUnspaced = (run: string[], count: (ngram: string) => void): void => {
  for (let length = 1; length <= LONGEST_UNSPACED; length++)
    for (let i = 0; i + length <= run.length; i++) count(`c ${run.slice(i, i + length).join('')}`)
}

const countParts = (word: string[], count: (ngram: string) => void): void => {
  for (let length = SHORTEST_PART; length <= LONGEST_PART; length++)
    for (let i = 0; i + length <= word.length; i++) count(`s ${word.slice(i, i + length).join('')}`)
}

/** 32-bit FNV-1a. */
export const hashNgram = (ngram: string): number => {
  let h = 0x811c9dc5
  for (let i = 0; i < ngram.length; i++) {
    h = Math.imul(h ^ ngram.charCodeAt(i), 0x01000193)
  }
  // FNV mixes its last unit badly; one round of murmur's finaliser spreads it.
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  return (h ^ (h >>> 13)) >>> 0
}
