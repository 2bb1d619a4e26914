/** Undo functions of what was acquired; run backwards, all tried, the first error thrown. */
export interface Releasers {
  add(name: string, release: () => unknown): void
  releaseAll(): Promise<void>
}

export const createReleasers = (): Releasers => {
  const entries: { name: string; release: () => unknown }[] = []
  return {
    add: (name, release) => {
      entries.push({ name, release })
    },
    releaseAll: async () => {
      let first: unknown
      for (let entry = entries.pop(); entry !== undefined; entry = entries.pop()) {
        try {
          await entry.release()
        } catch (cause) {
          first ??= new Error(`closing ${entry.name} failed`, { cause })
        }
      }
      if (first !== undefined) throw first
    },
  }
}
