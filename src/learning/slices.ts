import type { Language } from '../domain/message.ts'

/** What a message is sliced by. */
interface Sliced {
  text: string
  language: Language
  tags?: readonly string[]
  source?: string
}

/** Units are Han characters and words of other scripts: what a reader would count. */
const LENGTHS = [
  { upTo: 3, name: '1-3' },
  { upTo: 8, name: '4-8' },
  { upTo: 16, name: '9-16' },
  { upTo: Number.POSITIVE_INFINITY, name: '17+' },
]
const UNIT = /\p{Script=Han}|[\p{L}\p{N}']+/gu

/** The messages by language, by length in words or characters, and by tag and source where the data say; parts in a fixed order. */
export const slicesOf = <T extends Sliced>(rows: readonly T[]): Record<string, Record<string, T[]>> => {
  const slices: Record<string, Record<string, T[]>> = {
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

const grouped = <T>(rows: readonly T[], keysOf: (row: T) => readonly string[]): Record<string, T[]> => {
  const groups = new Map<string, T[]>()
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
