import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Article } from '../../domain/article.ts'
import { Refusal } from '../../domain/errors.ts'
import { say } from '../../domain/said.ts'
import type {
  LibraryEntry,
  LibraryHistoryEntry,
  LibraryStore,
  LibraryVersion,
  Seeded,
} from '../../ports/library-store.ts'
import { createImportFiles } from './import-files.ts'
import { createBodies, keyOf } from './library-bodies.ts'
import { brought, entryOf, type Next, noted, seedOutcome } from './library-contents.ts'
import { createErasures, type ErasureMark, erasedArticle } from './library-erasures.ts'
import { changesBetween, createManifests } from './library-manifests.ts'
import { collectBodies, pruneVersions, purgeBodies, removeLeftovers } from './library-upkeep.ts'
import { carryOver } from './older-library.ts'

/** Versions that are kept at least; older ones are deleted fifty at a time. */
const VERSIONS_KEPT = 200
/** How long texts stay that no kept version has any more, so that older turns can say what they rested on. Days. */
const BODIES_KEPT_DAYS = 730
const DAY_MS = 86_400_000
/** How often commits of other processes are looked for, milliseconds. */
const POLL_MS = 1_000

export interface LibraryFilesParts {
  directory: string
  now: () => Date
  pollMs?: number
  versionsKept?: number
  bodiesKeptDays?: number
}

/**
 * The library as files in `directory`: what each version changed (library-manifests.ts) beside the texts (library-bodies.ts), which are written
 * first, so that a version that is there is whole. Two processes that commit at once meet at the name of the next version: the second one
 * starts again from it.
 */
export const createLibraryFiles = (parts: LibraryFilesParts): LibraryStore => {
  const { directory, now, pollMs = POLL_MS, versionsKept = VERSIONS_KEPT, bodiesKeptDays = BODIES_KEPT_DAYS } = parts
  const folders = {
    bodies: join(directory, 'bodies'),
    imports: join(directory, 'imports'),
    erased: join(directory, 'erased'),
  }
  const bodies = createBodies(folders.bodies)
  const manifests = createManifests(directory)
  const erasures = createErasures(folders.erased)
  const imports = createImportFiles(folders.imports)
  const listeners = new Set<(n: number) => void>()
  let cached: LibraryVersion | undefined
  let readiness: Promise<void> | undefined
  let tidying: Promise<unknown> = Promise.resolve()

  const articles = async (entries: readonly LibraryEntry[]): Promise<Article[]> => {
    const held = new Map((cached?.articles ?? []).map((article) => [keyOf(article), article]))
    const known = (entry: LibraryEntry): Article | undefined => {
      const article = held.get(keyOf(entry))
      return article?.origin === entry.origin ? article : undefined
    }
    const read = await bodies.read(entries.filter((entry) => known(entry) === undefined))
    let next = 0
    const found: Article[] = []
    for (const entry of entries) {
      const article = known(entry) ?? read[next++]
      if (article !== undefined) found.push(article)
      else if (erasedArticle(await erasures.of(entry.id), entry.id, entry.version) === undefined)
        throw new Error(
          `the texts of article ${entry.id}, version ${entry.version}, are in no file of ${folders.bodies}: restore the folder from a backup`,
        )
    }
    return found
  }

  /**
   * Texts of before, without those of articles that are being erased by this process or another. Asked after `newest` and before its successor
   * is published: an erasure that begins later makes that version itself, and the publishing starts again.
   */
  const older = async (entries: readonly LibraryEntry[]): Promise<Article[]> => {
    const going = new Set((await erasures.pending()).map(({ id }) => id))
    return articles(entries.filter(({ id }) => !going.has(id)))
  }

  const newest = async (): Promise<LibraryVersion | undefined> => {
    const [n] = await manifests.numbers()
    if (n === undefined) return undefined
    if (cached?.n === n) return cached
    const [header, entries] = [await manifests.header(n), await manifests.entries(n)]
    if (header === undefined || entries === undefined)
      throw new Error(`the versions before ${n} are missing in ${directory}: restore the folder from a backup`)
    const { count: _, ...version } = header
    cached = { ...version, articles: await articles(entries) }
    return cached
  }

  /** False when another process has written this version first. */
  const publish = async (version: LibraryVersion, before: readonly LibraryEntry[] | undefined): Promise<boolean> => {
    const { articles: all, ...rest } = version
    const entries = all.map(entryOf)
    const changes = changesBetween(before ?? [], entries)
    const pack = await bodies.write(version.n, brought(all, changes))
    if (await manifests.write({ ...rest, count: all.length }, changes, before, entries)) return true
    if (pack !== undefined) await bodies.drop(pack)
    return false
  }

  /** Writes what `next` makes of the newest version; undefined: nothing, which it says only where there is one. */
  const append = async (next: Next): Promise<LibraryVersion> => {
    await mkdir(directory, { recursive: true })
    for (;;) {
      const before = await newest()
      const content = await next(before)
      if (content === undefined) return before as LibraryVersion
      const version = { n: (before?.n ?? 0) + 1, at: now().toISOString(), ...content }
      if (!(await publish(version, before && (await manifests.entries(before.n))))) continue
      cached = version
      inTurn(tidy).catch(ignore)
      for (const tell of listeners) tell(version.n)
      return version
    }
  }

  /** Packs are moved by one at a time: who puts them together must not write again what is erased meanwhile. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const mine = tidying.then(work)
    tidying = mine.catch(ignore)
    return mine
  }

  /** Nobody waits for it: what it does not get done is done after the next commit. */
  const tidy = async (): Promise<void> => {
    if (!(await pruneVersions(manifests, versionsKept))) return
    await collectBodies({ bodies, manifests, erasures }, { now: now().getTime(), keptMs: bodiesKeptDays * DAY_MS })
  }

  /** Every step can be done again: a crash between them costs nothing. */
  const finishErasure = async ({ id, ...mark }: ErasureMark): Promise<void> => {
    let { pending, versions } = mark
    if (pending === undefined) return
    const { at, by, reason } = pending
    if (pending.upTo === undefined) {
      await append(async (before) => {
        // Also where it was retired long ago: whoever has read its texts and publishes the next version has to start again.
        if (before === undefined || (await erasures.of(id))?.pending?.upTo !== undefined) return undefined
        const kept = before.articles.filter((article) => article.id !== id)
        const did = say('did_erase', { article: id, reason })
        return { by, ...noted(undefined, did), edited: true, seed: before.seed, articles: kept }
      })
      for (const version of await bodies.versionsOf(id)) versions = { [version]: { at, by, reason }, ...versions }
      pending = { ...pending, upTo: (await manifests.numbers())[0] ?? 0 }
      await erasures.save({ id, versions, pending })
    }
    await removeLeftovers([folders.bodies], now())
    const upTo = pending.upTo as number
    await inTurn(() => purgeBodies(bodies, id, upTo))
    await imports.erase(id)
    await erasures.save({ id, versions })
  }

  /** What has to be done before anything else: files of older releases, and what a crash has cut short. */
  const makeReady = async (): Promise<void> => {
    await removeLeftovers([directory, ...Object.values(folders)], now())
    await carryOver(directory, async (version) => {
      if ((await manifests.header(version.n)) === undefined)
        await publish(version, await manifests.entries(version.n - 1))
    })
    for (const mark of await erasures.pending()) await finishErasure(mark)
  }
  const ready = (): Promise<void> => {
    readiness ??= makeReady().catch((error) => {
      readiness = undefined
      throw error
    })
    return readiness
  }

  return {
    current: async () => {
      await ready()
      return newest()
    },
    commit: async (change, note, by, madeFor) => {
      await ready()
      return append(async (before) => {
        const after = await change(before?.articles ?? [])
        if (after === before?.articles) return undefined
        return { by, note, edited: true, seed: before?.seed ?? '', ...madeFor, articles: after }
      })
    },
    rollbackTo: async (n, by, note) => {
      await ready()
      const [header, entries] = [await manifests.header(n), await manifests.entries(n)]
      if (header === undefined || entries === undefined)
        throw new Refusal('not_found', `there is no version ${n} of the library: see its history`, { field: 'n' })
      const { edited, seed } = header
      return append(async () => {
        return { by, ...noted(note, say('did_rollback', { n })), edited, seed, articles: await older(entries) }
      })
    },
    history: async () => {
      await ready()
      const headers: LibraryHistoryEntry[] = []
      for (const n of await manifests.numbers()) {
        const header = await manifests.header(n)
        if (header !== undefined) headers.push(header)
      }
      return headers
    },
    entries: async (n) => {
      await ready()
      return n === 0 ? [] : manifests.entries(n)
    },
    articles: async (entries) => {
      await ready()
      return older(entries)
    },
    article: async (id, version) => {
      await ready()
      const inForce = (await newest())?.articles.find((article) => article.id === id && article.version === version)
      if (inForce !== undefined) return inForce
      const mark = await erasures.of(id)
      const [article] = mark?.pending === undefined ? await bodies.read([{ id, version }]) : []
      return article ?? erasedArticle(mark, id, version)
    },
    articleHistory: async (id) => {
      await ready()
      const found = []
      for (const n of await manifests.numbers()) {
        const changes = (await manifests.changes(n)) ?? []
        const change = changes.find(({ entry }) => entry.id === id)
        const header = await manifests.header(n)
        if (change === undefined || header === undefined) continue
        const { at, by, note, did } = header
        found.push({ n, at, by, note, ...(did && { did }), version: change.entry.version, kind: change.kind })
      }
      return found
    },
    erase: async (id, reason, by) => {
      await ready()
      const versions = await bodies.versionsOf(id)
      if (versions.length === 0)
        throw new Refusal('not_found', `there is no article ${id} whose texts are kept`, { field: 'id' })
      const erasure = { at: now().toISOString(), by, reason }
      const mark = { ...(await erasures.of(id))?.versions, ...Object.fromEntries(versions.map((v) => [v, erasure])) }
      await erasures.save({ id, versions: mark, pending: erasure })
      await finishErasure({ id, versions: mark, pending: erasure })
      return (await newest()) as LibraryVersion
    },
    seed: async (hash, seeded) => {
      await ready()
      let outcome: Seeded['outcome'] = 'unchanged'
      const version = await append(async (before) => {
        outcome = seedOutcome(hash, before)
        if (outcome === 'unchanged' || outcome === 'edits_kept') return undefined
        return {
          by: 'system',
          ...noted(undefined, say('did_seed')),
          edited: false,
          seed: hash,
          articles: await seeded(),
        }
      })
      return { outcome, version }
    },
    watch: (onChange) => {
      let seen = cached?.n ?? 0
      const tell = (n: number): void => {
        if (n <= seen) return
        seen = n
        onChange(n)
      }
      listeners.add(tell)
      const timer = setInterval(() => void manifests.numbers().then(([n]) => tell(n ?? 0), ignore), pollMs)
      timer.unref()
      return () => {
        clearInterval(timer)
        listeners.delete(tell)
      }
    },
    saveImport: imports.save,
    loadImport: imports.load,
    saveDraft: imports.saveDraft,
    loadDraft: imports.loadDraft,
    removeDraft: imports.removeDraft,
    draftIds: imports.draftIds,
  }
}

/** A folder that cannot be read now is looked at again at the next poll; who reads the library is told why. */
const ignore = (): void => {}
