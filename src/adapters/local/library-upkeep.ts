import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Bodies, type BodyLine, keyOf, type Pack } from './library-bodies.ts'
import type { Erasures } from './library-erasures.ts'
import type { Manifests } from './library-manifests.ts'
import { absent } from './whole-file.ts'

/** Age at which a half-written file is nobody's, milliseconds. */
const LEFTOVER_MS = 3_600_000
/** Packs of less than this share of wanted bodies are written again without the others. */
const LEAST_WANTED = 0.5
/** Packs of fewer bodies are put together. */
const SMALL_PACK = 1_000

/** Removes versions that need not be kept, newest first, so that a crash leaves none whose beginning is gone. */
export const pruneVersions = async (manifests: Manifests, kept: number): Promise<boolean> => {
  const needed = await manifests.oldestNeeded(kept)
  const old = (await manifests.numbers()).filter((n) => needed !== undefined && n < needed)
  for (const n of old) await manifests.remove(n)
  return old.length > 0
}

/**
 * Puts small packs together, moves bodies that no kept version has to a pack of their own, and removes such a pack once it is `keptMs` old:
 * no turn younger than that can have rested on them. Packs that another process may still be publishing are left alone.
 */
export const collectBodies = async (
  { bodies, manifests, erasures }: { bodies: Bodies; manifests: Manifests; erasures: Erasures },
  { now, keptMs }: { now: number; keptMs: number },
): Promise<void> => {
  const [newest] = await manifests.numbers()
  if (newest === undefined) return
  const erasedBefore = await erasures.versions()
  // Those that another process has begun to erase and may have purged by the time their bodies are written here.
  const going = new Map((await erasures.pending()).map(({ id, pending }) => [id, pending?.upTo ?? newest]))
  const packs = await bodies.packs()
  const wanted = await wantedKeys(manifests)
  const moving: { pack: Pack; lines: BodyLine[] }[] = []
  for (const pack of packs) {
    if (pack.left !== undefined) {
      if (now - pack.left > keptMs) await bodies.drop(pack.name)
      continue
    }
    if (pack.upTo === undefined || pack.upTo > newest) continue
    const lines = await bodies.lines(pack.name)
    const share = lines.filter(({ key }) => wanted.has(key)).length / lines.length
    if (lines.length < SMALL_PACK || share < LEAST_WANTED) moving.push({ pack, lines })
  }
  const lines = new Map(moving.flatMap((moved) => moved.lines.map((line) => [line.key, line])))
  const stay = [...lines.values()].filter(({ key }) => wanted.has(key))
  const go = [...lines.values()].filter(({ key }) => !wanted.has(key))
  if (moving.length < 2 && go.length === 0) return
  if (stay.length > 0) await bodies.writePack({ upTo: newest }, stay)
  if (go.length > 0) await bodies.writePack({ left: now }, go)
  for (const { pack } of moving) await bodies.drop(pack.name)
  // What another process has erased meanwhile was written again.
  for (const [id, versions] of await erasures.versions())
    if (versions > (erasedBefore.get(id) ?? 0)) going.set(id, newest)
  for (const [id, upTo] of going) await purgeBodies(bodies, id, upTo)
}

/** Removes an article's bodies from all packs that were written for versions up to `upTo`. */
export const purgeBodies = async (bodies: Bodies, id: string, upTo: number): Promise<void> => {
  for (const pack of await bodies.packs()) {
    if (pack.upTo !== undefined && pack.upTo > upTo) continue
    const lines = await bodies.lines(pack.name)
    const kept = lines.filter((line) => line.id !== id)
    if (kept.length === lines.length) continue
    if (kept.length > 0)
      await bodies.writePack(pack.left === undefined ? { upTo: pack.upTo ?? upTo } : { left: pack.left }, kept)
    await bodies.drop(pack.name)
  }
}

/** What a process that was killed left half written; a younger one may still be written by somebody. */
export const removeLeftovers = async (directories: readonly string[], now: Date): Promise<void> => {
  for (const directory of directories)
    for (const name of (await readdir(directory).catch(absent)) ?? []) {
      if (!name.endsWith('.tmp')) continue
      const written = await stat(join(directory, name)).catch(absent)
      const age = now.getTime() - (written?.mtimeMs ?? Number.POSITIVE_INFINITY)
      if (age > LEFTOVER_MS) await rm(join(directory, name), { force: true })
    }
}

/** Bodies of all kept versions: those of the oldest, and what later ones brought. */
const wantedKeys = async (manifests: Manifests): Promise<Set<string>> => {
  const [oldest, ...later] = (await manifests.numbers()).reverse()
  const wanted = new Set(((oldest === undefined ? [] : await manifests.entries(oldest)) ?? []).map(keyOf))
  for (const n of later)
    for (const { kind, entry } of (await manifests.changes(n)) ?? []) if (kind !== 'retired') wanted.add(keyOf(entry))
  return wanted
}
