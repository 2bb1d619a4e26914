import type { ImportReport, RefusedRow } from '../../domain/knowledge-import.ts'
import type { LibraryStore } from '../../ports/library-store.ts'
import type { ArticlePatch } from './patch.ts'

/** An upload that can be committed, as it outlives the process. */
export interface KeptDraft {
  report: ImportReport
  origin: string
  replace: boolean
  patches: ArticlePatch[]
  refused: readonly RefusedRow[]
}

export interface KeptDrafts {
  save(draft: KeptDraft): Promise<void>
  /** All of them, oldest first. */
  load(): Promise<KeptDraft[]>
  remove(id: string): Promise<void>
}

export const createKeptDrafts = (store: LibraryStore): KeptDrafts => ({
  save: ({ patches, refused, ...draft }) =>
    store.saveDraft(draft.report.id, rowsOf({ ...draft, patches: patches.length }, patches, refused)),
  load: async () => {
    const drafts: KeptDraft[] = []
    for (const id of await store.draftIds()) {
      // One that cannot be read must not take the others along; its file stays for whoever looks.
      const [head, ...rows] = (await store.loadDraft(id).catch(() => undefined)) ?? []
      if (head === undefined) continue
      const { patches: count, ...draft } = head as Head
      const patches = rows.slice(0, count) as ArticlePatch[]
      drafts.push({ ...draft, patches, refused: rows.slice(count) as RefusedRow[] })
    }
    return drafts.sort((a, b) => (a.report.at < b.report.at ? -1 : 1))
  },
  remove: store.removeDraft,
})

/** First row; then so many patches, then refused rows. */
type Head = Omit<KeptDraft, 'patches' | 'refused'> & { patches: number }

function* rowsOf(head: Head, patches: readonly ArticlePatch[], refused: readonly RefusedRow[]): Iterable<unknown> {
  yield head
  yield* patches
  yield* refused
}
