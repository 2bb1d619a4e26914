import type { Document, LineCounter } from 'yaml'

/** The line, from 1, of the key if it is there, else of the nearest thing around it. */
export const lineIn = (document: Document, lines: LineCounter, path: readonly PropertyKey[]): number => {
  for (let length = path.length; length > 0; length -= 1) {
    const offset = offsetOf(document, path.slice(0, length))
    if (offset !== undefined) return lines.linePos(offset).line
  }
  return 1
}

/** Aliases are resolved here: one that names nothing, or a thousand of a thousand, is only found now. */
export const plainOf = (document: Document): { value: unknown } | Error => {
  try {
    return { value: document.toJS() }
  } catch (error) {
    return error as Error
  }
}

const offsetOf = (document: Document, path: readonly PropertyKey[]): number | undefined => {
  const parent = document.getIn(path.slice(0, -1), true) as { items?: unknown[] } | undefined
  const key = path.at(-1)
  const item =
    typeof key === 'number' ? parent?.items?.[key] : parent?.items?.find((pair) => keyOf(pair)?.value === key)
  const node = keyOf(item) ?? (item as Ranged | undefined)
  return node?.range?.[0]
}

interface Ranged {
  value?: unknown
  range?: readonly number[]
}

const keyOf = (pair: unknown): Ranged | undefined => (pair as { key?: Ranged } | undefined)?.key
