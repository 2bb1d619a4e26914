import { stat } from 'node:fs/promises'
import type { LoadedHeads } from '../../domain/heads.ts'
import { type LiveHeads, SHIPPED } from '../../domain/model-version.ts'
import { loadHeads } from './model-files.ts'
import type { ModelVersions } from './model-versions.ts'

/** How often a change is looked for, milliseconds. */
const POLL_MS = 400

export interface LiveHeadsParts {
  versions: ModelVersions
  /** Why these heads cannot work here; undefined when they can. */
  refuse(heads: LoadedHeads): string | undefined
  /** Told of what changed and of what could not be used. */
  log(message: string): void
  pollMs?: number
}

export interface HeadsWatch {
  current(): LiveHeads
  shadow(): LiveHeads | undefined
  /** Why a version that was asked for is not the one that works. */
  fault(): string | undefined
  /** Looks for a change now. */
  check(): Promise<void>
  stop(): void
}

/**
 * The heads that work, followed from one promotion to the next: a version that cannot be used is said and leaves the one before it
 * at work. At the start, when none works yet, those before it are tried, the shipped one last.
 * @throws Error when none can be used
 */
export const watchHeads = async (parts: LiveHeadsParts): Promise<HeadsWatch> => {
  const { versions, pollMs = POLL_MS } = parts
  let current: LiveHeads | undefined
  let shadow: LiveHeads | undefined
  let fault: string | undefined
  let seen = ''

  const load = async (version: string): Promise<LiveHeads> => {
    const known = [current, shadow].find((live) => live?.version === version)
    if (known !== undefined && version !== SHIPPED) return known
    const heads = await loadHeads(versions.dirOf(version))
    const refused = parts.refuse(heads)
    if (refused !== undefined) throw new Error(`model ${version} cannot work here: ${refused}`)
    return { version, heads }
  }
  const attempt = async (version: string): Promise<LiveHeads | undefined> => {
    try {
      return await load(version)
    } catch (error) {
      fault ??= (error as Error).message
      parts.log((error as Error).message)
      return undefined
    }
  }

  const follow = async (): Promise<void> => {
    fault = undefined
    const live = await versions.live().catch((error: Error) => {
      fault = error.message
      parts.log(fault)
      return { current: current?.version ?? SHIPPED, before: [], shadow: undefined }
    })
    const wanted = await attempt(live.current)
    const fallbacks = current === undefined ? [...live.before.toReversed(), SHIPPED] : []
    let next = wanted ?? current
    for (const version of fallbacks) next ??= await attempt(version)
    if (next === undefined) throw new Error(fault)
    const watched = live.shadow === undefined ? undefined : await attempt(live.shadow)
    if (current !== undefined && current.version !== next.version)
      parts.log(`model ${next.version} works from now on, ${current.version} before`)
    current = next
    shadow = watched
  }

  const check = async (): Promise<void> => {
    const mark = await markOf(versions.file)
    if (mark === seen) return
    seen = mark
    await follow()
  }

  await check()
  let checking = false
  const timer = setInterval(() => {
    if (checking) return
    checking = true
    check()
      .catch((error: Error) => parts.log(error.message))
      .finally(() => {
        checking = false
      })
  }, pollMs)
  timer.unref()
  return {
    current: () => current as LiveHeads,
    shadow: () => shadow,
    fault: () => fault,
    check,
    stop: () => clearInterval(timer),
  }
}

const markOf = async (file: string): Promise<string> => {
  const found = await stat(file).catch(() => undefined)
  return found === undefined ? 'none' : `${found.ino} ${found.mtimeMs} ${found.size}`
}
