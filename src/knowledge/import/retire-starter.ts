import type { Article } from '../../domain/article.ts'
import type { StarterKit } from '../starter-kit.ts'
import type { ArticlePatch } from './patch.ts'

/** Stands for a file where the starter kit is retired. */
export const STARTER_NAME = 'starter kit'

/**
 * What retires the articles of the starter kit, as an upload would. Each goes only as it was shipped: what people made of one is theirs, also
 * when they do so between the dry run and the commit. `edited`: how many of those there are.
 */
export const retireStarter = (
  library: readonly Article[],
  kit: StarterKit,
): { patches: ArticlePatch[]; edited: number } => {
  const shipped = library.filter((article) => kit.of(article) === 'shipped')
  return {
    patches: shipped.map(({ id, version }, row) => ({ row, id, retire: true, ifVersion: version })),
    edited: library.filter((article) => kit.of(article) === 'edited').length,
  }
}
