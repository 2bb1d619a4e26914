import { type Signal, signal } from '@preact/signals'
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Principal } from '../../domain/message.ts'
import { ApiError, type CallOptions, call } from '../shared/api.ts'
import type { TextStore } from '../shared/store.ts'
import { readToken } from '../shared/token.ts'
import { AT_CONSOLE, EDITORS } from './session.ts'

/** Something to tell in passing. */
export interface Toast {
  text: string
  kind: 'done' | 'bad'
  /** Where to go from it. */
  link?: { text: string; href: string }
}

/** What the pages of one signed-in person share. */
export interface Workroom {
  me: Partial<Principal>
  mayEdit: boolean
  atConsole: boolean
  token: string
  /** localStorage, or what forgets with the page. */
  store: TextStore
  /** JSON of `/v1${path}` with the token; rejects as `call` of shared/api.ts, after signing out on 401. */
  call<T>(path: string, options?: Omit<CallOptions, 'token'>): Promise<T>
  /** For calls that go another way, e.g. an upload: signs out where the error says so. */
  refused(error: unknown): void
  toast: Signal<Toast | undefined>
}

export interface WorkroomParts {
  token: string
  store: TextStore
  signedOut(): void
}

export const createWorkroom = ({ token, store, signedOut }: WorkroomParts): Workroom => {
  const me = readToken(token) ?? {}
  const refused = (error: unknown): void => {
    if (error instanceof ApiError && error.status === 401) signedOut()
  }
  return {
    me,
    mayEdit: EDITORS.some((role) => role === me.role),
    atConsole: AT_CONSOLE.some((role) => role === me.role),
    token,
    store,
    refused,
    call: async <T>(path: string, options?: Omit<CallOptions, 'token'>) => {
      const isRead = options?.body === undefined && options?.method === undefined
      // What is imported or restored takes as long as it takes.
      const signal = isRead ? {} : { signal: new AbortController().signal }
      try {
        return await call<T>(`/v1${path}`, { ...signal, ...options, token })
      } catch (error) {
        refused(error)
        throw error
      }
    },
    toast: signal<Toast | undefined>(undefined),
  }
}

export const WorkroomContext = createContext<Workroom | undefined>(undefined)

/** The workroom of the pages around this component. */
export const useWorkroom = (): Workroom => {
  const workroom = useContext(WorkroomContext)
  if (workroom === undefined) throw new Error('useWorkroom: there is no WorkroomContext around this component')
  return workroom
}
