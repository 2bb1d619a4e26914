import type { ArticleChange } from '../../domain/knowledge-import.ts'
import type { Said } from '../../domain/said.ts'
import type { Workroom } from './workroom.ts'

/** A version of the library as `GET /v1/knowledge/versions` tells it. */
export interface VersionEntry {
  n: number
  /** ISO 8601. */
  at: string
  by: string
  note: string
  /** The note where nobody wrote one. */
  did?: Said
  /** Articles in it. */
  count: number
}

/** What is different in one version against another; `more` articles are not listed. */
export interface VersionChanges {
  changes: ArticleChange[]
  more: number
}

type Call = Workroom['call']

/** Newest first. */
export const fetchVersions = async (call: Call, limit: number, signal: AbortSignal): Promise<VersionEntry[]> =>
  (await call<{ versions: VersionEntry[] }>(`/knowledge/versions?limit=${limit}`, { signal })).versions

export const fetchChanges = (call: Call, n: number, against: number, signal: AbortSignal): Promise<VersionChanges> =>
  call(`/knowledge/versions/${n}/changes?against=${against}`, { signal })

/** Makes a version with the content of version `n`. */
export const restoreVersion = (call: Call, n: number, note: string): Promise<VersionEntry> =>
  call(`/knowledge/versions/${n}/rollback`, { body: note === '' ? {} : { note } })

/** How many of the changes are of each kind. */
export const countKinds = (changes: readonly ArticleChange[]): Record<ArticleChange['kind'], number> => {
  const counts = { added: 0, changed: 0, retired: 0 }
  for (const { kind } of changes) counts[kind]++
  return counts
}
