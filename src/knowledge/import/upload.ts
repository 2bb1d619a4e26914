import { english } from '../../domain/english.ts'
import type { ErrorCode } from '../../domain/errors.ts'
import type { RefusedRow, TableChoice, TableMapping } from '../../domain/knowledge-import.ts'
import { type Said, say } from '../../domain/said.ts'
import type { ArticlePatch } from './patch.ts'

/** `text` may be a table or questions and answers; `article` is Markdown, with or without front matter. */
export type UploadType =
  | 'table'
  | 'text'
  | 'jsonLines'
  | 'json'
  | 'article'
  | 'page'
  | 'document'
  | 'pdf'
  | 'workbook'
  | 'archive'

/** What an upload says, before it is held against the library. */
export interface ReadUpload {
  patches: ArticlePatch[]
  refused: RefusedRow[]
  /** Why the file as a whole cannot be used. */
  reason?: string
  said?: Said
  /** The file itself is at fault, e.g. broken or with a password: the call that brought it is refused with this. */
  code?: Extract<ErrorCode, 'unprocessable' | 'unsupported_type' | 'too_large'>
  /** What was mended or left out, a sentence each. */
  notices?: string[]
  saidNotices?: Said[]
  /** Of each table, what its columns were taken for. */
  mapping?: TableMapping[]
}

/** What reading one file said beside its rows. */
export type FileResult = Pick<ReadUpload, 'mapping' | 'reason' | 'said' | 'code'>

export interface KnownToUploads {
  /** Name of the file. */
  file: string
  /** Keys of the shop's facts; absent: not checked. */
  shop?: ReadonlySet<string>
  /** What somebody said about the columns. */
  mapping?: readonly TableChoice[]
  /** IANA name of the shop's time zone, for times that are written without one. */
  timeZone?: string
  /** Called now and then with the rows or pages that were read. */
  progress?: (done: number, total: number) => void
}

/** Why a file is not read, in both forms. */
export const because = (...sentence: Parameters<typeof say>): { reason: string; said: Said } => {
  const said = say(...sentence)
  return { reason: english(said), said }
}

export const failed = (why: Said | string, code?: NonNullable<ReadUpload['code']>): ReadUpload => {
  const told = typeof why === 'string' ? { reason: why } : { reason: english(why), said: why }
  return { patches: [], refused: [{ row: 1, ...told }], ...told, ...(code === undefined ? {} : { code }) }
}
