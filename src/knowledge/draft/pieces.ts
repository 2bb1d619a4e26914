import { diffArrays } from 'diff'
import type { FieldChange } from '../../domain/knowledge-import.ts'
import { SLOT_PATTERN } from '../../domain/slots.ts'

type Pieces = FieldChange['pieces']

/** Words that may differ before the texts are shown whole, one after the other: finding out more takes time and nobody reads it. */
const MOST_EDITS = 600

/** What differs between two texts, by words; Chinese is cut by its words too, a slot is one word. */
export const differingWords = (before: string, after: string): Pieces => differing(wordsOf(before), wordsOf(after))

/** The same for lists, by items; as text an item is a line. */
export const differingItems = (before: readonly string[], after: readonly string[]): Pieces =>
  differing(before.map(asLine), after.map(asLine))

const asLine = (item: string): string => `${item}\n`

const differing = (before: readonly string[], after: readonly string[]): Pieces => {
  const found = diffArrays([...before], [...after], { maxEditLength: MOST_EDITS })
  const pieces: Pieces =
    found === undefined
      ? [
          { text: before.join(''), kind: 'removed' },
          { text: after.join(''), kind: 'added' },
        ]
      : found.map(({ value, added, removed }) => ({
          text: value.join(''),
          kind: added ? 'added' : removed ? 'removed' : 'same',
        }))
  return joined(pieces)
}

/** Changed words with nothing but a blank or a comma between them read as one change; what is gone stands before what is new. */
const joined = (pieces: Pieces): Pieces => {
  const result: Pieces = []
  let removed = ''
  let added = ''
  const flush = (): void => {
    if (removed !== '') result.push({ text: removed, kind: 'removed' })
    if (added !== '') result.push({ text: added, kind: 'added' })
    removed = ''
    added = ''
  }
  for (const [i, { text, kind }] of pieces.entries()) {
    if (kind === 'removed') removed += text
    else if (kind === 'added') added += text
    else if (removed !== '' && added !== '' && isGap(text) && i + 1 < pieces.length) {
      removed += text
      added += text
    } else {
      flush()
      result.push({ text, kind })
    }
  }
  flush()
  return result
}

const LONGEST_GAP = 2
const isGap = (text: string): boolean => text.length <= LONGEST_GAP && !/[\p{L}\p{N}\n{}]/u.test(text)

const SEGMENTER = new Intl.Segmenter('zh', { granularity: 'word' })

const wordsOf = (text: string): string[] => {
  const words: string[] = []
  let from = 0
  for (const slot of text.matchAll(SLOT_PATTERN)) {
    for (const { segment } of SEGMENTER.segment(text.slice(from, slot.index))) words.push(segment)
    words.push(slot[0])
    from = slot.index + slot[0].length
  }
  for (const { segment } of SEGMENTER.segment(text.slice(from))) words.push(segment)
  return words
}
