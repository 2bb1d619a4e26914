import type { Article } from '../../domain/article.ts'
import { createBreathe } from '../../lib/breathe.ts'
import { type ArticlePatch, applyPatch } from './patch.ts'

/** What patches do to a library. */
export interface Difference {
  /** The library after; the very same array where nothing changes. */
  articles: readonly Article[]
  added: string[]
  changed: string[]
  retired: string[]
  unchanged: number
}

/**
 * Holds patches against a library without holding the event loop; the library is not changed in place.
 * `replace`: articles of the same origin that no patch speaks of are retired.
 */
export const applyPatches = async (
  library: readonly Article[],
  patches: readonly ArticlePatch[],
  { origin, replace }: { origin: string; replace: boolean },
): Promise<Difference> => {
  const after = new Map(library.map((article) => [article.id, article]))
  const difference: Omit<Difference, 'articles'> = { added: [], changed: [], retired: [], unchanged: 0 }
  const retire = (article: Article): void => {
    after.delete(article.id)
    difference.retired.push(article.id)
  }
  const breathe = createBreathe()
  for (const patch of patches) {
    await breathe()
    const before = after.get(patch.id)
    if (patch.retire) {
      if (before !== undefined && (patch.ifVersion ?? before.version) === before.version) retire(before)
      continue
    }
    const article = applyPatch(before, patch, origin)
    if (before?.version === article.version) {
      difference.unchanged++
      continue
    }
    after.set(patch.id, article)
    if (before === undefined) difference.added.push(patch.id)
    else difference.changed.push(patch.id)
  }
  if (replace) {
    const spoken = new Set(patches.map(({ id }) => id))
    for (const article of library) if (article.origin === origin && !spoken.has(article.id)) retire(article)
  }
  const same = difference.added.length + difference.changed.length + difference.retired.length === 0
  return { ...difference, articles: same ? library : [...after.values()] }
}

/** What a committed import did, enough to take it back. */
export interface Undo {
  /** Articles that it added or changed: id and the version that it made. */
  made: { id: string; version: string }[]
  /** Articles that it changed or retired, as they were. */
  before: Article[]
}

/** The library without what the import did; articles that were changed again since stay as they are. */
export const takeBack = (library: readonly Article[], { made, before }: Undo): Article[] => {
  const versions = new Map(made.map(({ id, version }) => [id, version]))
  const kept = library.filter(({ id, version }) => versions.get(id) !== version)
  const present = new Set(kept.map(({ id }) => id))
  return [...kept, ...before.filter(({ id }) => !present.has(id))]
}
