import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Article } from '../../domain/article.ts'
import type { LibraryEntry } from '../../ports/library-store.ts'
import { absent, linesOf, writeLines, writeNew } from './whole-file.ts'

/** From so many wanted bodies of one pack on it is read through instead of body by body. */
const READ_THROUGH_FROM = 64
/** Attempts to find bodies that another process moves at the same time. */
const ATTEMPTS = 4

const PACK_NAME = /^(?:pack-(\d+)|left-(\d+))-[0-9a-f-]{36}\.jsonl$/

/** An article without what is not its content; the same wherever `keyOf` is. */
type Body = Omit<Article, 'origin'>

/** One file of bodies. Its lines are `id TAB version TAB JSON`; it is never changed. */
export interface Pack {
  name: string
  /** The version of the library that it was written for, at most. */
  upTo?: number
  /** No version was found to have its bodies any more at this time, ms since 1970. */
  left?: number
}

export interface Bodies {
  /** Writes bodies for version `n`; undefined where there are none. They are durable once it resolves. */
  write(n: number, articles: readonly Article[]): Promise<string | undefined>
  /** Articles of entries, in their order; those whose body is nowhere are undefined. */
  read(entries: readonly LibraryEntry[]): Promise<(Article | undefined)[]>
  /** Versions of an article whose bodies are there. */
  versionsOf(id: string): Promise<string[]>
  packs(): Promise<Pack[]>
  /** Lines of a pack as they stand, for who moves them. */
  lines(pack: string): Promise<BodyLine[]>
  /** Writes lines as a pack of their own. */
  writePack(pack: { upTo: number } | { left: number }, lines: readonly BodyLine[]): Promise<void>
  drop(pack: string): Promise<void>
}

export interface BodyLine {
  key: string
  id: string
  text: string
}

export const keyOf = ({ id, version }: Pick<LibraryEntry, 'id' | 'version'>): string => `${id}\t${version}`

/**
 * Bodies of articles in `directory`, each written once for the version that brought it, in packs that are only ever added and
 * removed whole. Nothing is locked: a reader whose pack was moved away looks again.
 */
export const createBodies = (directory: string): Bodies => {
  const places = new Map<string, Place>()
  const known = new Set<string>()
  let moved = false
  let looking: Promise<unknown> = Promise.resolve()

  /** Looks through packs that are new, or through all of them after some were moved; bodies in `wanted` are read on the way. */
  const lookThrough = async (wanted: ReadonlySet<string>): Promise<Map<string, Body>> => {
    const found = new Map<string, Body>()
    const there = (await packsIn(directory)).map(({ name }) => name)
    if (moved || [...known].some((name) => !there.includes(name))) {
      moved = false
      known.clear()
      places.clear()
    }
    for (const pack of there) {
      if (known.has(pack)) continue
      const whole = await eachLine(join(directory, pack), ({ at, line }) => {
        const { key, from } = headOf(line)
        places.set(key, { pack, at: at + from, length: line.length - from })
        if (wanted.has(key)) found.set(key, bodyOf(line, from))
      })
      if (whole) known.add(pack)
    }
    return found
  }
  /** One after the other: what one has found may be moved while the next one looks. */
  const look = (wanted: ReadonlySet<string> = new Set()): Promise<Map<string, Body>> => {
    const mine = looking.then(() => lookThrough(wanted))
    looking = mine.catch(() => {})
    return mine
  }

  const readPack = async (
    pack: string,
    wanted: ReadonlyMap<string, Place>,
    found: Map<string, Body>,
  ): Promise<void> => {
    const path = join(directory, pack)
    if (wanted.size >= READ_THROUGH_FROM) {
      await eachLine(path, ({ line }) => {
        const { key, from } = headOf(line)
        if (wanted.has(key)) found.set(key, bodyOf(line, from))
      })
      return
    }
    const file = await open(path, 'r').catch(absent)
    if (file === undefined) return
    try {
      for (const [key, { at, length }] of wanted) {
        const { buffer } = await file.read(Buffer.alloc(length), 0, length, at)
        found.set(key, JSON.parse(buffer.toString()) as Body)
      }
    } finally {
      await file.close()
    }
  }

  const find = async (keys: ReadonlySet<string>): Promise<Map<string, Body>> => {
    const found = new Map<string, Body>()
    for (let attempt = 0; attempt < ATTEMPTS && found.size < keys.size; attempt++) {
      for (const [pack, wanted] of byPack(keys, places)) await readPack(pack, wanted, found)
      const missing = new Set([...keys].filter((key) => !found.has(key)))
      if (missing.size > 0) for (const [key, body] of await look(missing)) found.set(key, body)
    }
    return found
  }

  const writePack: Bodies['writePack'] = async (pack, lines) => {
    const prefix = 'left' in pack ? `left-${pack.left}` : `pack-${pack.upTo}`
    await mkdir(directory, { recursive: true })
    await writeNew(join(directory, `${prefix}-${randomUUID()}.jsonl`), (file) => writeLines(file, textsOf(lines)))
  }

  return {
    write: async (n, articles) => {
      if (articles.length === 0) return undefined
      await mkdir(directory, { recursive: true })
      const name = `pack-${n}-${randomUUID()}.jsonl`
      await writeNew(join(directory, name), (file) => writeLines(file, linesFor(articles)))
      return name
    },
    read: async (entries) => {
      const bodies = await find(new Set(entries.map(keyOf)))
      return entries.map(({ id, version, origin }) => {
        const body = bodies.get(keyOf({ id, version }))
        return body === undefined || origin === undefined ? body : { ...body, origin }
      })
    },
    versionsOf: async (id) => {
      await look()
      const versions: string[] = []
      for (const key of places.keys()) if (key.startsWith(`${id}\t`)) versions.push(key.slice(id.length + 1))
      return versions
    },
    packs: () => packsIn(directory),
    lines: async (pack) => {
      const lines: BodyLine[] = []
      await eachLine(join(directory, pack), ({ line }) => {
        const { key, id } = headOf(line)
        lines.push({ key, id, text: line.toString() })
      })
      return lines
    },
    writePack,
    drop: async (pack) => {
      await rm(join(directory, pack), { force: true })
      moved = true
    },
  }
}

interface Place {
  pack: string
  at: number
  length: number
}

const byPack = (keys: ReadonlySet<string>, places: ReadonlyMap<string, Place>): Map<string, Map<string, Place>> => {
  const packs = new Map<string, Map<string, Place>>()
  for (const key of keys) {
    const place = places.get(key)
    if (place === undefined) continue
    const wanted = packs.get(place.pack) ?? new Map<string, Place>()
    packs.set(place.pack, wanted.set(key, place))
  }
  return packs
}

const TAB = 0x09
const NOT_IN_KEYS = /[\t\n]/

const headOf = (line: Buffer): { key: string; id: string; from: number } => {
  const afterId = line.indexOf(TAB)
  const afterVersion = line.indexOf(TAB, afterId + 1)
  return { id: line.toString('utf8', 0, afterId), key: line.toString('utf8', 0, afterVersion), from: afterVersion + 1 }
}

const bodyOf = (line: Buffer, from: number): Body => JSON.parse(line.toString('utf8', from)) as Body

function* linesFor(articles: readonly Article[]): Iterable<string> {
  for (const { origin: _, ...body } of articles) {
    if (NOT_IN_KEYS.test(body.id) || NOT_IN_KEYS.test(body.version))
      throw new Error(`article id ${JSON.stringify(body.id)} has a tab or a line break: take it out`)
    yield `${keyOf(body)}\t${JSON.stringify(body)}`
  }
}

function* textsOf(lines: readonly BodyLine[]): Iterable<string> {
  for (const { text } of lines) yield text
}

/** False when the file is not there, or not any more. */
const eachLine = async (path: string, take: (line: { at: number; line: Buffer }) => void): Promise<boolean> => {
  try {
    for await (const lines of linesOf(path)) for (const line of lines) take(line)
    return true
  } catch (error) {
    absent(error as NodeJS.ErrnoException)
    return false
  }
}

const packsIn = async (directory: string): Promise<Pack[]> => {
  const names = (await readdir(directory).catch(absent)) ?? []
  return names.flatMap((name): Pack[] => {
    const [whole, upTo, left] = PACK_NAME.exec(name) ?? []
    if (whole === undefined) return []
    return [
      {
        name,
        ...(upTo === undefined ? {} : { upTo: Number(upTo) }),
        ...(left === undefined ? {} : { left: Number(left) }),
      },
    ]
  })
}
