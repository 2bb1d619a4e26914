import { useEffect, useRef, useState } from 'preact/hooks'
import { ApiError } from '../shared/api.ts'

/** Pause before asking again for what is still being made, in milliseconds: the first, and the longest. */
const FIRST_PAUSE_MS = 400
const LONGEST_PAUSE_MS = 3_000
const GROWTH = 1.4

/** Something that comes from the server. */
export interface Loaded<T> {
  /** Stays while it is read again. */
  value: T | undefined
  error: unknown
  reload(): void
  /** For an answer that came another way. */
  set(value: T): void
}

/**
 * Reads with `load`, again when `deps` change, and again and again while `again` holds, e.g. while an upload is being
 * read. Where the server cannot be reached or is busy it goes on trying; `error` says so meanwhile.
 */
export const useLoaded = <T>(
  load: (signal: AbortSignal) => Promise<T>,
  deps: readonly unknown[],
  again: (value: T) => boolean = () => false,
): Loaded<T> => {
  const [state, setState] = useState<{ value?: T; error?: unknown }>({})
  const [round, setRound] = useState(0)
  const last = useRef(deps)
  useEffect(() => {
    if (deps.some((dep, at) => dep !== last.current[at])) setState({})
    last.current = deps
    const abort = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const read = async (pause: number): Promise<void> => {
      let repeat = false
      try {
        const value = await load(abort.signal)
        if (abort.signal.aborted) return
        setState({ value })
        repeat = again(value)
      } catch (error) {
        if (abort.signal.aborted) return
        setState(({ value }) => ({ ...(value !== undefined && { value }), error }))
        repeat = mayPass(error)
      }
      if (repeat) timer = setTimeout(() => void read(Math.min(LONGEST_PAUSE_MS, pause * GROWTH)), pause)
    }
    void read(FIRST_PAUSE_MS)
    return () => {
      abort.abort()
      clearTimeout(timer)
    }
  }, [...deps, round])
  return {
    value: state.value,
    error: state.error,
    reload: () => setRound((n) => n + 1),
    set: (value) => setState({ value }),
  }
}

const mayPass = (error: unknown): boolean => !(error instanceof ApiError) || error.status === 503
