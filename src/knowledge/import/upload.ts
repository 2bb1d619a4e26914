import type { RefusedRow } from '../../domain/knowledge-import.ts'
import type { ArticlePatch } from './patch.ts'

export type UploadType = 'table' | 'jsonLines' | 'article'

/** What an upload says, before it is held against the library. */
export interface ReadUpload {
  patches: ArticlePatch[]
  refused: RefusedRow[]
  /** Why the file as a whole cannot be used. */
  reason?: string
}

export interface KnownToUploads {
  /** Name of the file. */
  file: string
  /** Keys of the shop's facts; absent: not checked. */
  shop?: ReadonlySet<string>
}

export const failed = (reason: string): ReadUpload => ({ patches: [], refused: [{ row: 1, reason }], reason })
