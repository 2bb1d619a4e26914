import { createSqliteStore } from '../../src/adapters/sqlite/store.ts'

/** What a log says after a fault. Counts of cids; `gaps` names conversations whose seqs are not 1, 2, 3 …. */
export interface Findings {
  stored: number
  lost: number
  doubled: number
  gaps: string[]
}

/** Opens the store in `dir` and holds what it has against the cids that were acknowledged. */
export const inspect = async (dir: string, acknowledged: readonly string[]): Promise<Findings> => {
  const store = await createSqliteStore({ dir })
  try {
    const cids: string[] = []
    const gaps: string[] = []
    for (const { id, head } of await store.conversations('default', { limit: 10_000 })) {
      const page = await store.events('default', id, { after: 0, limit: 10_000_000 })
      const events = page?.events ?? []
      if (events.length !== head || events.some(({ seq }, index) => seq !== index + 1)) gaps.push(id)
      for (const { cid } of events) if (cid !== undefined) cids.push(cid)
    }
    const stored = new Set(cids)
    return {
      stored: stored.size,
      lost: acknowledged.filter((cid) => !stored.has(cid)).length,
      doubled: cids.length - stored.size,
      gaps,
    }
  } finally {
    await store.close()
  }
}
