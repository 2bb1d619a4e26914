/** A line as it is typed to the words of a group; both languages' commas separate. */
export const wordsIn = (line: string): string[] => [
  ...new Set(
    line
      .split(/[,，、;；\n]+/)
      .map((word) => word.trim())
      .filter((word) => word !== ''),
  ),
]

export type GroupFault = { kind: 'short'; n: number } | { kind: 'twice'; word: string; a: number; b: number }

/** What is wrong with lines of synonyms; empty lines are none. Groups are counted from 1, as they are shown. */
export const groupFault = (lines: readonly string[]): GroupFault | undefined => {
  const seen = new Map<string, number>()
  for (const [at, line] of lines.entries()) {
    const words = wordsIn(line)
    if (words.length === 1) return { kind: 'short', n: at + 1 }
    for (const word of words) {
      const before = seen.get(word.toLowerCase())
      if (before !== undefined) return { kind: 'twice', word, a: before, b: at + 1 }
      seen.set(word.toLowerCase(), at + 1)
    }
  }
  return undefined
}
