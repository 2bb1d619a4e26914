import { readFile } from 'node:fs/promises'
import { createBreathe } from '../../lib/breathe.ts'
import type { Encoder } from '../../ports/encoder.ts'
import {
  dequantise,
  keyOf,
  parseVectors,
  quantise,
  saveVectorCache,
  sortedByKey,
  type VectorEntry,
  type VectorTable,
} from './vector-file.ts'

/** An encoder that knows some texts by heart. */
export interface VectorCache extends Encoder {
  /** Writes what was learnt or forgotten since, with what `write` had; nothing to do is fine. Also done by `close`. */
  save(): Promise<void>
  /** Texts, as queries, whose vectors are not to be on disk any more; done with the next `save`. */
  forget(texts: readonly string[]): void
  /** Writes what `write` had, and what was learnt, without the vectors of any other texts, as queries. */
  keepOnly(texts: Iterable<string>): Promise<void>
}

/** How long the files stay in memory after the last question, milliseconds; 400 bytes a text. */
const KEPT_MS = 30_000

/**
 * Known texts need no inference and no worker: start-up does not read the starter knowledge again, and training on known
 * texts gives the same bytes on every CPU. `files` are read when they are needed; one that was made by other weights or is damaged is
 * ignored and said so, a missing one is fine. With `write`, texts not known are kept for that file, and handed out as the
 * file will give them (int8 and back), so that a text has one vector before and after saving (EN2).
 */
export const withVectorCache = (
  encoder: Encoder,
  options: { files: readonly string[]; write?: string; log?: (message: string) => void; keptMs?: number },
): VectorCache => {
  const { write, log = () => {}, keptMs = KEPT_MS } = options
  const names = [...new Set(write === undefined ? options.files : [...options.files, write])]
  const refused = new Set<string>()
  const learnt = new Map<bigint, Int8Array>()
  const forgotten = new Set<bigint>()
  let only: ReadonlySet<bigint> | undefined
  let tables: Promise<Tables> | undefined
  let letGo: NodeJS.Timeout | undefined
  let saving: Promise<void> = Promise.resolve()
  let unsaved = false

  const read = async (): Promise<Tables> => {
    const found: Tables = new Map()
    for (const name of names) {
      const table = refused.has(name) ? undefined : await readTable(encoder, name, log)
      if (table === 'refused') refused.add(name)
      else if (table !== undefined) found.set(name, table)
    }
    return found
  }
  const opened = (): Promise<Tables> => {
    tables ??= read()
    clearTimeout(letGo)
    letGo = setTimeout(() => {
      tables = undefined
    }, keptMs).unref()
    return tables
  }

  const learn = (key: bigint, vector: Float32Array): Float32Array => {
    if (write === undefined) return vector
    const components = quantise(vector)
    learnt.set(key, components)
    unsaved = true
    return dequantise(components)
  }
  const saveNow = async (): Promise<void> => {
    if (write === undefined || !unsaved) return
    unsaved = false
    const [news, without, kept] = [
      sortedByKey([...learnt].map(([key, components]) => ({ key, components }))),
      new Set(forgotten),
      only,
    ]
    try {
      // As it is now: another process may have taken texts out of it since it was read for questions.
      const table = await readTable(encoder, write, refused.has(write) ? () => {} : log)
      const isGone = (key: bigint): boolean => without.has(key) || kept?.has(key) === false
      const entries = await merged(table === 'refused' ? undefined : table, news, isGone)
      if (entries.length > 0 || table !== undefined) await saveVectorCache(write, encoder.fingerprint, entries)
    } catch (cause) {
      unsaved = true
      throw cause
    }
    if (only === kept) only = undefined
    refused.delete(write)
    tables = undefined
    for (const { key, components } of news) if (learnt.get(key) === components) learnt.delete(key)
    for (const key of without) forgotten.delete(key)
  }
  const save = (): Promise<void> => {
    const mine = saving.then(saveNow)
    saving = mine.catch(() => {})
    return mine
  }

  return {
    fingerprint: encoder.fingerprint,
    dimensions: encoder.dimensions,
    embed: async (texts, embedOptions = {}) => {
      embedOptions.signal?.throwIfAborted()
      const keys = texts.map((text) => keyOf(`${embedOptions.prefix ?? 'query'}: ${text}`))
      const found = [...(await opened()).values()]
      // Taken before anything is awaited again: a save in between moves what was learnt into a file that is read later.
      const known = keys.map((key) => learnt.get(key) ?? find(found, key))
      for (const key of keys) forgotten.delete(key)
      const missing = [...new Set(texts.filter((_, i) => known[i] === undefined))]
      const fresh = missing.length === 0 ? [] : await encoder.embed(missing, embedOptions)
      const vectors = new Map(missing.map((text, i) => [text, fresh[i] as Float32Array]))
      return texts.map((text, i) => {
        const components = known[i] ?? learnt.get(keys[i] as bigint)
        return components === undefined
          ? learn(keys[i] as bigint, vectors.get(text) as Float32Array)
          : dequantise(components)
      })
    },
    status: () => encoder.status(),
    save,
    forget: (texts) => {
      for (const text of texts) {
        const key = keyOf(`query: ${text}`)
        learnt.delete(key)
        forgotten.add(key)
      }
      if (texts.length > 0) unsaved = true
    },
    keepOnly: async (texts) => {
      const breathe = createBreathe()
      const keys = new Set<bigint>()
      for (const text of texts) {
        keys.add(keyOf(`query: ${text}`))
        await breathe()
      }
      for (const key of learnt.keys()) if (!keys.has(key)) learnt.delete(key)
      only = keys
      unsaved = true
      await save()
    },
    close: async () => {
      await save()
      await encoder.close()
    },
  }
}

/** By the file's name. */
type Tables = Map<string, VectorTable>

const find = (tables: readonly VectorTable[], key: bigint): Int8Array | undefined => {
  for (const table of tables) {
    const components = table.find(key)
    if (components !== undefined) return components
  }
  return undefined
}

/** In the order of the keys; what is new replaces what was there. */
const merged = async (
  table: VectorTable | undefined,
  news: readonly VectorEntry[],
  isGone: (key: bigint) => boolean,
): Promise<VectorEntry[]> => {
  const breathe = createBreathe()
  const entries: VectorEntry[] = []
  let next = 0
  for (let i = 0; i < (table?.count ?? 0); i++) {
    const entry = (table as VectorTable).entryAt(i)
    for (; next < news.length && (news[next] as VectorEntry).key < entry.key; next++)
      entries.push(news[next] as VectorEntry)
    if (news[next]?.key !== entry.key && !isGone(entry.key)) entries.push(entry)
    await breathe()
  }
  return [...entries, ...news.slice(next)]
}

const readTable = async (
  encoder: Encoder,
  file: string,
  log: (message: string) => void,
): Promise<VectorTable | 'refused' | undefined> => {
  try {
    const table = parseVectors(await readFile(file), file)
    if (table.fingerprint === encoder.fingerprint) return table
    log(`vector file ${file} was made by the weights ${table.fingerprint}, not ${encoder.fingerprint}: not used`)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    log(`${(cause as Error).message}: not used`)
  }
  return 'refused'
}
