/** The newest of what is put; a reader that is slow misses what was in between, and nothing piles up. */
export interface Latest<T> extends AsyncIterableIterator<T> {
  put(value: T): void
  /** What was put is read no more. */
  close(): void
}

export const createLatest = <T>(): Latest<T> => {
  let waiting: { value: T } | undefined
  let wake: ((result: IteratorResult<T>) => void) | undefined
  let closed = false
  const settle = (result: IteratorResult<T>): void => {
    const told = wake
    wake = undefined
    told?.(result)
  }
  const end = (): IteratorResult<T> => ({ done: true, value: undefined })
  const latest: Latest<T> = {
    put: (value) => {
      if (closed) return
      if (wake === undefined) waiting = { value }
      else settle({ done: false, value })
    },
    close: () => {
      closed = true
      waiting = undefined
      settle(end())
    },
    next: () => {
      if (closed) return Promise.resolve(end())
      if (waiting !== undefined) {
        const { value } = waiting
        waiting = undefined
        return Promise.resolve({ done: false, value })
      }
      return new Promise((resolve) => {
        wake = resolve
      })
    },
    return: () => {
      latest.close()
      return Promise.resolve(end())
    },
    [Symbol.asyncIterator]: () => latest,
  }
  return latest
}
