/** Runs at most so many pieces of work at once; the others wait, first come first served. */
export const createTurns = (most: number): (<T>(work: () => Promise<T>) => Promise<T>) => {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    else running++
    try {
      return await work()
    } finally {
      // the turn is handed on, so that nobody who comes now overtakes
      const next = waiting.shift()
      if (next === undefined) running--
      else next()
    }
  }
}
