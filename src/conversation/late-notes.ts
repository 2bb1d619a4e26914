import { Refusal } from '../domain/errors.ts'
import { LATE_WITHIN_MS } from '../domain/transcript.ts'

/** A voice note's file. */
export interface Note {
  tenant: string
  id: string
}

/** Voice notes that no model could listen to when their turn came. */
export interface LateNotes {
  /** Listens to it when the model works again; the first of a tenant first, one at a time. Where too many wait, it is given up at once. */
  add(note: Note): void
}

export interface LateNotesParts {
  /** @throws Refusal `model_down` where the model cannot listen now, with `broke` where it broke over this note */
  write(note: Note): Promise<void>
  /** It will not be heard any more. */
  giveUp(note: Note): Promise<void>
  /** Resolves after so many milliseconds. */
  wait(ms: number): Promise<void>
  /** Monotonic milliseconds. */
  clock(): number
  onError(error: unknown): void
}

/** Times that a note may break its model late: one that breaks it does so each time, and those behind it wait meanwhile. */
const ATTEMPTS = 2
/** Notes of one tenant that wait. */
const MOST_WAITING = 100
/** Milliseconds until the next try where the model does not say when. */
const REST_MS = 2_000

interface Waiting extends Note {
  since: number
  broke: number
}

export const createLateNotes = ({ write, giveUp, wait, clock, onError }: LateNotesParts): LateNotes => {
  const queues = new Map<string, Waiting[]>()
  const giveUpOn = (note: Note): Promise<void> => giveUp(note).catch(onError)

  /** Milliseconds that the model wants to be left alone now; undefined where it never works here again. */
  const tried = async (queue: Waiting[], note: Waiting): Promise<number | undefined> => {
    try {
      await write(note)
      return 0
    } catch (error) {
      if (error instanceof Refusal && error.code === 'draining') return undefined
      if (!(error instanceof Refusal && error.code === 'model_down')) {
        onError(error)
        return 0
      }
      if (!error.broke) queue.unshift(note)
      else if (++note.broke < ATTEMPTS) queue.push(note)
      else await giveUpOn(note)
      return error.retryAfterMs ?? REST_MS
    }
  }
  const work = async (tenant: string, queue: Waiting[]): Promise<void> => {
    let rest: number | undefined = REST_MS
    for (let note = queue.shift(); note !== undefined; note = queue.shift()) {
      await wait(rest)
      rest = 0
      if (clock() - note.since > LATE_WITHIN_MS) await giveUpOn(note)
      else rest = await tried(queue, note)
      if (rest === undefined) break
    }
    queues.delete(tenant)
  }

  return {
    add: (note) => {
      const waiting = { ...note, since: clock(), broke: 0 }
      const queue = queues.get(note.tenant)
      if (queue === undefined) {
        const first = [waiting]
        queues.set(note.tenant, first)
        void work(note.tenant, first)
      } else if (queue.length < MOST_WAITING) queue.push(waiting)
      else void giveUpOn(note)
    },
  }
}
