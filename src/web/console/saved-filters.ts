import { type ReadonlySignal, signal } from '@preact/signals'
import type { TextStore } from '../shared/store.ts'
import { FILTERS, type Filter, isNarrow, type Search } from './rows.ts'

/** A filter that an agent has given a name. */
export interface SavedFilter {
  name: string
  filter: Filter
  search: Search
}

export interface SavedFilters {
  readonly all: ReadonlySignal<readonly SavedFilter[]>
  /** Keeps it; one of the same name is replaced. */
  keep(saved: SavedFilter): void
  drop(name: string): void
}

/** More are no help, and the list would not fit. */
const MAX_SAVED = 12
export const MAX_NAME = 24
const MAX_WORDS = 100
const MAX_CHANNEL = 32
const MAX_TAG = 64
const MAX_WAITED_MINUTES = 10_000

/** An agent's own filters, in this browser. What cannot be read any more is left out. */
export const createSavedFilters = (store: TextStore, scope: string): SavedFilters => {
  const key = `tabdesk.filters.${scope}`
  const all = signal<readonly SavedFilter[]>(readSaved(store.getItem(key)))
  const write = (next: readonly SavedFilter[]) => {
    all.value = next
    try {
      store.setItem(key, JSON.stringify(next))
    } catch {
      // A full store: they last until the page is closed.
    }
  }
  return {
    all,
    keep: (saved) => {
      const checked = savedFilter(saved)
      if (checked === undefined) return
      write([...all.value.filter(({ name }) => name !== checked.name), checked].slice(-MAX_SAVED))
    },
    drop: (name) => write(all.value.filter((other) => other.name !== name)),
  }
}

/** Anything to the filters in it. */
export const readSaved = (text: string | null): SavedFilter[] => {
  try {
    const value: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(value) ? value.flatMap((one) => savedFilter(one) ?? []).slice(0, MAX_SAVED) : []
  } catch {
    return []
  }
}

const savedFilter = (value: unknown): SavedFilter | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  const { name, filter, search } = value as Record<keyof SavedFilter, unknown>
  if (typeof name !== 'string' || name.trim() === '') return undefined
  const known = FILTERS.find((one) => one === filter)
  if (known === undefined) return undefined
  return { name: name.trim().slice(0, MAX_NAME), filter: known, search: searchOf(search) }
}

const searchOf = (value: unknown): Search => {
  const { words, language, channel, tag, urgent, waitedMinutes } = (
    typeof value === 'object' && value !== null ? value : {}
  ) as Record<keyof Search, unknown>
  const search: Search = {
    ...(typeof words === 'string' && words !== '' && { words: words.slice(0, MAX_WORDS) }),
    ...((language === 'zh' || language === 'en') && { language }),
    ...(typeof channel === 'string' && channel !== '' && { channel: channel.slice(0, MAX_CHANNEL) }),
    ...(typeof tag === 'string' && tag !== '' && { tag: tag.slice(0, MAX_TAG) }),
    ...(urgent === true && { urgent }),
    ...(typeof waitedMinutes === 'number' &&
      waitedMinutes > 0 &&
      waitedMinutes <= MAX_WAITED_MINUTES && { waitedMinutes }),
  }
  return isNarrow(search) ? search : {}
}
