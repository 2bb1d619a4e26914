import type { LabelledPrediction } from './evaluate.ts'

/** Units are Han characters and words of other scripts: what a reader would count. */
const LENGTHS = [
  { upTo: 3, name: '1-3' },
  { upTo: 8, name: '4-8' },
  { upTo: 16, name: '9-16' },
  { upTo: Number.POSITIVE_INFINITY, name: '17+' },
]
const UNIT = /\p{Script=Han}|[\p{L}\p{N}']+/gu

/** The messages by language, by length in words or characters, and by tag and source where the data say; parts in a fixed order. */
export const slicesOf = (rows: readonly LabelledPrediction[]): Record<string, Record<string, LabelledPrediction[]>> => {
  const slices: Record<string, Record<string, LabelledPrediction[]>> = {
    language: grouped(rows, ({ language }) => [language]),
    length: grouped(rows, ({ text }) => [lengthOf(text)]),
    tag: grouped(rows, ({ tags }) => tags ?? []),
    source: grouped(rows, ({ source }) => (source === undefined ? [] : [source])),
  }
  return Object.fromEntries(Object.entries(slices).filter(([, values]) => Object.keys(values).length > 0))
}

const lengthOf = (text: string): string => {
  const units = text.match(UNIT)?.length ?? 0
  return LENGTHS.find(({ upTo }) => units <= upTo)?.name ?? '17+'
}

const grouped = (
  rows: readonly LabelledPrediction[],
  keysOf: (row: LabelledPrediction) => readonly string[],
): Record<string, LabelledPrediction[]> => {
  const groups = new Map<string, LabelledPrediction[]>()
  for (const row of rows)
    for (const key of new Set(keysOf(row))) {
      const group = groups.get(key) ?? []
      groups.set(key, group)
      group.push(row)
    }
  return Object.fromEntries(
    [...groups].sort(([a], [b]) => Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : 1)),
  )
}
