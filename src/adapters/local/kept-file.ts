import { mkdir, readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { KeptValue } from '../../ports/kept-value.ts'
import { absent, writeOver } from './whole-file.ts'

/** How often changes of other processes are looked for, milliseconds. */
const POLL_MS = 1_000

export interface KeptFileParts<T> {
  path: string
  /** The value before anybody wrote one. */
  initial: T
  /** Checks what was read. @throws Error saying what is wrong with it */
  parse(value: unknown): T
  /** A file that cannot be used at the start is told and left out, rather than end the start. */
  optional?: true
  /** Told why a file that another process or person wrote cannot be used; the last good value stays. */
  onError?: (error: Error) => void
  pollMs?: number
}

/**
 * A value as a JSON file, replaced whole.
 * @throws Error naming the file, when it is there and cannot be read
 */
export const openKeptFile = async <T>(parts: KeptFileParts<T>) => {
  const { path, initial, parse, onError, pollMs = POLL_MS } = parts
  const listeners = new Set<() => void>()
  let value = initial
  let seen = ''
  let last: Promise<unknown> = Promise.resolve()

  const read = async (): Promise<void> => {
    const signature = await signatureOf(path)
    if (signature === seen) return
    const text = await readFile(path, 'utf8').catch(absent)
    try {
      value = text === undefined ? initial : parse(JSON.parse(text))
    } catch (error) {
      throw new Error(`${path} cannot be used: ${(error as Error).message}; correct or remove it`)
    } finally {
      // A broken file is complained of once, not at every look.
      seen = signature
    }
  }
  const look = async (): Promise<void> => {
    const before = value
    await read()
    if (value !== before) for (const tell of listeners) tell()
  }
  const inTurn = <R>(work: () => Promise<R>): Promise<R> => {
    const mine = last.then(work)
    last = mine.catch(() => undefined)
    return mine
  }

  await read().catch((error: Error) => {
    if (parts.optional !== true) throw error
    onError?.(error)
  })
  const kept: KeptValue<T> = {
    current: () => value,
    change: (next) =>
      inTurn(async () => {
        await look()
        const changed = next(value)
        if (changed === value) return value
        await mkdir(dirname(path), { recursive: true })
        await writeOver(path, (file) => file.writeFile(JSON.stringify(changed)))
        seen = await signatureOf(path)
        value = changed
        for (const tell of listeners) tell()
        return value
      }),
    watch: (onChange) => {
      listeners.add(onChange)
      const timer = setInterval(() => void inTurn(look).catch((error: Error) => onError?.(error)), pollMs)
      timer.unref()
      return () => {
        clearInterval(timer)
        listeners.delete(onChange)
      }
    },
  }
  return kept
}

const signatureOf = async (path: string): Promise<string> => {
  const about = await stat(path, { bigint: true }).catch(absent)
  return about === undefined ? '' : `${about.ino} ${about.size} ${about.mtimeNs}`
}
