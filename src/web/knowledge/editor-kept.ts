import type { TextStore } from '../shared/store.ts'
import { blankDraft, type Draft } from './editor-fields.ts'

/** Unsaved work on one article. */
export interface KeptWork {
  draft: Draft
  note: string
  /** Version of the article that the work began with; absent for a new article. */
  from?: string
  /** ISO 8601: when it was last written. */
  at: string
}

/** Unsaved work of one person in this browser, one entry an article, so that a reload or a closed tab loses nothing. */
export interface KeptWorks {
  read(key: string): KeptWork | undefined
  /** False where the browser has no room for it. */
  write(key: string, work: KeptWork): boolean
  forget(key: string): void
  /** Keys with unsaved work, newest first. */
  keys(): string[]
}

export const createKeptWorks = (store: TextStore, sub: string): KeptWorks => {
  const prefix = `tabdesk.article.${sub}.`
  const read = (key: string) => parse(store.getItem(prefix + key))
  return {
    read,
    write: (key, work) => {
      try {
        store.setItem(prefix + key, JSON.stringify(work))
        return true
      } catch {
        return false
      }
    },
    forget: (key) => store.removeItem(prefix + key),
    keys: () =>
      Array.from({ length: store.length }, (_, i) => store.key(i) ?? '')
        .filter((key) => key.startsWith(prefix))
        .map((key) => key.slice(prefix.length))
        .map((key) => ({ key, at: read(key)?.at ?? '' }))
        .sort((a, b) => (a.at < b.at ? 1 : -1))
        .map(({ key }) => key),
  }
}

/** What another version of the page wrote may lack fields: those of a blank draft stand in. */
const parse = (text: string | null): KeptWork | undefined => {
  if (text === null) return undefined
  try {
    const work = JSON.parse(text) as KeptWork
    if (typeof work.draft !== 'object' || typeof work.at !== 'string') return undefined
    return { ...work, note: work.note ?? '', draft: { ...blankDraft(), ...work.draft } }
  } catch {
    return undefined
  }
}
