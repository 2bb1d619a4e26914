/** A row of an uploaded file that was not taken. `row` is the line in the file, the header is 1. */
export interface RefusedRow {
  row: number
  column?: string
  reason: string
}

export type ImportState = 'processing' | 'ready' | 'committed' | 'rolledBack' | 'failed'

/** What an upload is, or would be, to the library. */
export interface ImportReport {
  id: string
  state: ImportState
  file: string
  by: string
  /** ISO 8601. */
  at: string
  /** Counts of articles. */
  added: number
  changed: number
  retired: number
  /** The same as what is there. */
  unchanged: number
  /** At most 1,000 are listed; `refusedCount` is how many there are. */
  refused: RefusedRow[]
  refusedCount: number
  /** state failed: why. */
  reason?: string
  /** Version of the library that the commit, or the rollback, made. */
  version?: number
}

export interface Upload {
  /** Name of the file; its ending tells the type. */
  name: string
  bytes: Uint8Array
  /** Who uploads: `sub` of the principal. */
  by: string
  /** Articles that came from a file of this name before and are not in it any more are retired. */
  replace?: boolean
}

/** Upload, look at the report, commit, roll back. Every call rejects with `Refusal`. */
export interface Imports {
  /** Checks type and size at once; small files are `ready` on return, large ones `processing`. */
  upload(upload: Upload): Promise<ImportReport>
  /** `not_found` for ids that are unknown or were forgotten. */
  report(id: string): Promise<ImportReport>
  /** Applies a `ready` import to the newest library; again: the same report. */
  commit(id: string, by: string): Promise<ImportReport>
  /** Takes back what a committed import changed and nobody has changed since; again: the same report. */
  rollback(id: string, by: string): Promise<ImportReport>
}
