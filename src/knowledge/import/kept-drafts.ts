import type { ImportReport, RefusedRow } from '../../domain/knowledge-import.ts'
import type { LibraryStore } from '../../ports/library-store.ts'
import type { ArticlePatch } from './patch.ts'
import type { UploadedFile } from './reading.ts'

/** An upload that can be committed, or waits to be told what its columns are, as it outlives the process. */
export interface KeptDraft {
  report: ImportReport
  origin: string
  replace: boolean
  patches: ArticlePatch[]
  refused: readonly RefusedRow[]
  /** A table, which may be read again by other columns. */
  file?: UploadedFile
}

export interface KeptDrafts {
  save(draft: KeptDraft): Promise<void>
  /** All of them, oldest first. */
  load(): Promise<KeptDraft[]>
  remove(id: string): Promise<void>
}

/** Bytes of a file in one row: 20 MB in one would hold the event loop. A multiple of three, so that base64 needs no filling. */
const PIECE = 48 * 1_024

export const createKeptDrafts = (store: LibraryStore): KeptDrafts => ({
  save: (draft) => store.saveDraft(draft.report.id, rowsOf(draft)),
  load: async () => {
    const drafts: KeptDraft[] = []
    for (const id of await store.draftIds()) {
      // One that cannot be read must not take the others along; its file stays for whoever looks.
      const [head, ...rows] = (await store.loadDraft(id).catch(() => undefined)) ?? []
      if (head !== undefined) drafts.push(draftOf(head as Head, rows))
    }
    return drafts.sort((a, b) => (a.report.at < b.report.at ? -1 : 1))
  },
  remove: store.removeDraft,
})

/** First row; then so many patches, then refused rows (all that follow where it does not say how many), then the file in pieces. */
interface Head extends Omit<KeptDraft, 'patches' | 'refused' | 'file'> {
  patches: number
  refused?: number
  file?: Pick<UploadedFile, 'type' | 'file'>
}

function* rowsOf({ patches, refused, file, ...rest }: KeptDraft): Iterable<unknown> {
  const head: Head = { ...rest, patches: patches.length, refused: refused.length }
  yield file === undefined ? head : { ...head, file: { type: file.type, file: file.file } }
  yield* patches
  yield* refused
  if (file === undefined) return
  for (let from = 0; from < file.bytes.length; from += PIECE)
    yield Buffer.from(file.bytes.subarray(from, from + PIECE)).toString('base64')
}

const draftOf = ({ patches, refused, file, ...rest }: Head, rows: readonly unknown[]): KeptDraft => {
  const end = refused === undefined ? rows.length : patches + refused
  const draft = {
    ...rest,
    patches: rows.slice(0, patches) as ArticlePatch[],
    refused: rows.slice(patches, end) as RefusedRow[],
  }
  if (file === undefined) return draft
  const pieces = (rows.slice(end) as string[]).map((piece) => Buffer.from(piece, 'base64'))
  return { ...draft, file: { ...file, bytes: Buffer.concat(pieces) } }
}
