/** The part of the Web Storage interface that is used. */
export interface TextStore {
  readonly length: number
  key(index: number): string | null
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/** A store that forgets with the page: for tests, and where the browser forbids storage (iframes in private windows). */
export const memoryStore = (): TextStore => {
  const values = new Map<string, string>()
  return {
    get length() {
      return values.size
    },
    key: (index) => [...values.keys()][index] ?? null,
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  }
}

/** What `open` gives, where it can be written to; else a store that forgets. Touching storage alone may throw. */
export const usableStore = (open: () => TextStore): TextStore => {
  const probe = 'tabdesk.probe'
  try {
    const store = open()
    store.setItem(probe, '1')
    store.removeItem(probe)
    return store
  } catch {
    return memoryStore()
  }
}
