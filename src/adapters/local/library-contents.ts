import type { Article } from '../../domain/article.ts'
import { english } from '../../domain/english.ts'
import type { Said } from '../../domain/said.ts'
import type { LibraryEntry, LibraryVersion, MadeFor, Seeded } from '../../ports/library-store.ts'
import type { EntryChange } from './library-manifests.ts'

type Content = Omit<LibraryVersion, 'n' | 'at'>
/** What a version is to be, after the one before it; undefined: nothing changes. */
export type Next = (before: LibraryVersion | undefined) => Promise<Content | undefined>

export const entryOf = ({ id, version, origin }: Article): LibraryEntry => ({
  id,
  version,
  ...(origin === undefined ? {} : { origin }),
})

/** Articles whose bodies may be nowhere yet. */
export const brought = (all: readonly Article[], changes: readonly EntryChange[]): Article[] => {
  const ids = new Set(changes.flatMap(({ kind, entry }) => (kind === 'retired' ? [] : entry.id)))
  return all.filter(({ id }) => ids.has(id))
}

export const seedOutcome = (hash: string, before: LibraryVersion | undefined): Seeded['outcome'] => {
  if (before === undefined) return 'seeded'
  if (before.seed === hash) return 'unchanged'
  return before.edited ? 'edits_kept' : 'reseeded'
}

/** The note that somebody wrote, else what was done. */
export const noted = (note: string | undefined, did: Said): { note: string } & Pick<MadeFor, 'did'> =>
  note === undefined ? { note: english(did), did } : { note }
