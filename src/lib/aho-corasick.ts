import { atOnce, type Slices } from './slices.ts'

/** Many patterns looked for in one pass over a text. */
export interface Automaton {
  /** Calls `found` with the pattern's place in the list and the unit after its last, for every occurrence, overlapping ones too. */
  scan(text: string, found: (pattern: number, end: number) => void): void
}

/**
 * Aho and Corasick 1975: time in the length of the text and the number of occurrences, whatever the number of patterns.
 * Empty patterns are never found. 20,000 names of twelve units make some 200,000 states.
 */
export const createAutomaton = (patterns: readonly string[]): Automaton => atOnce(growAutomaton(patterns))

/** The same in small steps. */
export function* growAutomaton(patterns: readonly string[]): Slices<Automaton> {
  const next = new Map<number, number>()
  const fail = [0]
  /** Patterns that end in a state. */
  const ends: (number[] | undefined)[] = [undefined]
  /** The nearest state along the failure links in which a pattern ends. */
  const exits = [0]
  const children: number[][] = [[]]
  for (const [index, pattern] of patterns.entries()) {
    yield
    let state = 0
    for (let i = 0; i < pattern.length; i++) {
      const unit = pattern.charCodeAt(i)
      let to = next.get(state * UNITS + unit)
      if (to === undefined) {
        to = fail.length
        next.set(state * UNITS + unit, to)
        children[state]?.push(unit)
        fail.push(0)
        ends.push(undefined)
        exits.push(0)
        children.push([])
      }
      state = to
    }
    if (state === 0) continue
    ends[state] = [...(ends[state] ?? []), index]
  }
  const step = (from: number, unit: number): number => {
    let state = from
    for (;;) {
      const to = next.get(state * UNITS + unit)
      if (to !== undefined) return to
      if (state === 0) return 0
      state = fail[state] ?? 0
    }
  }
  const queue = [0]
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head] as number
    yield
    for (const unit of children[state] ?? []) {
      const child = next.get(state * UNITS + unit) as number
      const link = state === 0 ? 0 : step(fail[state] as number, unit)
      fail[child] = link
      exits[child] = ends[link] === undefined ? (exits[link] as number) : link
      queue.push(child)
    }
  }
  children.length = 0
  return {
    scan: (text, found) => {
      let state = 0
      for (let i = 0; i < text.length; i++) {
        state = step(state, text.charCodeAt(i))
        for (let at = ends[state] === undefined ? exits[state] : state; at; at = exits[at])
          for (const pattern of ends[at] ?? []) found(pattern, i + 1)
      }
    },
  }
}

const UNITS = 0x10000
