import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ErasedArticle, Erasure } from '../../domain/article-history.ts'
import { absent, writeOver } from './whole-file.ts'

/** What is kept of an article whose texts were erased, once or more often. */
export interface ErasureMark {
  id: string
  /** By version of the article. */
  versions: Record<string, Erasure>
  /** What has still to be done; absent when all is. */
  pending?: Erasure & {
    /** It is retired: its texts are in no pack that was written for a later version than this one. */
    upTo?: number
  }
}

export interface Erasures {
  of(id: string): Promise<ErasureMark | undefined>
  save(mark: ErasureMark): Promise<void>
  pending(): Promise<ErasureMark[]>
  /** Of each article of which something was erased, how many versions. */
  versions(): Promise<Map<string, number>>
}

/** Marks of erased articles, a file each, named by a hash because an id may be longer than a name. */
export const createErasures = (directory: string): Erasures => {
  const pathOf = (id: string): string =>
    join(directory, `${createHash('sha256').update(id).digest('hex').slice(0, NAME_LENGTH)}.json`)
  const read = async (path: string): Promise<ErasureMark | undefined> => {
    const text = await readFile(path, 'utf8').catch(absent)
    return text === undefined ? undefined : (JSON.parse(text) as ErasureMark)
  }
  const all = async (): Promise<ErasureMark[]> => {
    const names = ((await readdir(directory).catch(absent)) ?? []).filter((name) => name.endsWith('.json'))
    const marks = await Promise.all(names.map((name) => read(join(directory, name))))
    return marks.filter((mark) => mark !== undefined)
  }
  return {
    of: (id) => read(pathOf(id)),
    save: async (mark) => {
      await mkdir(directory, { recursive: true })
      await writeOver(pathOf(mark.id), (file) => file.writeFile(JSON.stringify(mark)))
    },
    pending: async () => (await all()).filter(({ pending }) => pending !== undefined),
    versions: async () => new Map((await all()).map(({ id, versions }) => [id, Object.keys(versions).length])),
  }
}

/** Hex digits of a name. */
const NAME_LENGTH = 24

export const erasedArticle = (
  mark: ErasureMark | undefined,
  id: string,
  version: string,
): ErasedArticle | undefined => {
  const erased = mark !== undefined && Object.hasOwn(mark.versions, version) ? mark.versions[version] : undefined
  return erased === undefined ? undefined : { id, version, erased }
}
