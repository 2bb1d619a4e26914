import type { Mode } from './reply.ts'

export type PickKind = 'canned' | 'slot' | 'colleague' | 'emoji'

/** What an agent has begun to pick: `from` is where the text begins that the choice replaces. */
export interface Trigger {
  kind: PickKind
  query: string
  from: number
}

/** A name longer than this is no name but a sentence. */
const MAX_QUERY = 24

/**
 * What stands before the caret, if it begins a choice: `/` at the start of a line, `{{` anywhere, `@` in notes at the start of a
 * word (Chinese has no blanks, so also after any of its characters), `:` with a letter after it.
 */
export const triggerAt = (text: string, caret: number, mode: Mode): Trigger | undefined => {
  const before = text.slice(0, caret)
  const found = (kind: PickKind, mark: number, length: number): Trigger | undefined => {
    const query = before.slice(mark + length)
    return query.length > MAX_QUERY || query.includes('\n') ? undefined : { kind, query, from: mark }
  }
  const line = before.lastIndexOf('\n') + 1
  const slot = before.lastIndexOf('{{')
  if (slot !== -1 && !before.includes('}', slot)) return found('slot', slot, 2)
  if (mode === 'reply' && before[line] === '/' && before[line + 1] !== '/') return found('canned', line, 1)
  const at = before.lastIndexOf('@')
  if (mode === 'note' && at !== -1 && !/[\w.]/.test(before[at - 1] ?? ' ') && !/\s/.test(before.slice(at)))
    return found('colleague', at, 1)
  // Only the narrow colon, and never after a letter or a digit: times and labels are no emoji.
  const emoji =
    /(?:^|[^\w:/]):([\p{Script=Han}a-z]\w*)$/iu.exec(before)?.[1] ??
    /(?:^|[^\w:/]):(\p{Script=Han}+)$/u.exec(before)?.[1]
  return emoji === undefined ? undefined : found('emoji', before.length - emoji.length - 1, 1)
}
