import type { Found } from './find.ts'

/** Of finds that overlap the longest stays, of equals the earliest in the list; in the order of the text. */
export const withoutOverlaps = (found: readonly Found[]): Found[] => {
  const kept: Found[] = []
  const taken = new Uint8Array(found.reduce((most, { end }) => Math.max(most, end), 0))
  for (const one of found.toSorted((a, b) => b.end - b.start - (a.end - a.start))) {
    if (taken.subarray(one.start, one.end).includes(1)) continue
    taken.fill(1, one.start, one.end)
    kept.push(one)
  }
  return kept.sort((a, b) => a.start - b.start)
}
