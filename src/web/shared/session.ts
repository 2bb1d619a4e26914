import { type Signal, signal } from '@preact/signals'
import type { Role } from '../../domain/message.ts'
import { usableStore } from './store.ts'
import { readToken, whyRefused } from './token.ts'

const KEY = 'tabdesk.token'

export type SignInProblem = 'expired' | 'foreign' | 'role' | 'unreadable'

/** Who sits at a page of the staff. */
export interface Session {
  /** Undefined shows the sign-in page. */
  token: Signal<string | undefined>
  /** Why the sign-in page is shown. */
  problem: Signal<SignInProblem | undefined>
  /** Takes the token of a sign-in link out of the address, before anything else can read it there; else the one kept in this tab. */
  takeTokenFromAddress(): void
  /** Uses a token that was pasted or came with a link, or says why not. */
  signIn(candidate: string): void
  signOut(problem?: 'expired'): void
}

/** The sign-in of a page that is for `roles`. It ends with the tab, so a shared machine keeps none; all pages of a tab share it. */
export const createSession = (roles: readonly Role[]): Session => {
  const store = usableStore(() => sessionStorage)
  const token = signal<string | undefined>(undefined)
  const problem = signal<SignInProblem | undefined>(undefined)
  const signIn = (candidate: string): void => {
    const claims = readToken(candidate)
    if (claims === undefined) problem.value = 'unreadable'
    else if (!roles.some((role) => role === claims.role)) problem.value = 'role'
    else {
      problem.value = undefined
      store.setItem(KEY, candidate)
      token.value = candidate
    }
  }
  return {
    token,
    problem,
    takeTokenFromAddress: () => {
      const fromLink = /^#token=(.+)$/.exec(location.hash)?.[1]
      const candidate = fromLink === undefined ? store.getItem(KEY) : decodeURIComponent(fromLink)
      if (fromLink !== undefined) history.replaceState(null, '', location.pathname + location.search)
      if (candidate !== null) signIn(candidate.trim())
    },
    signIn: (candidate) => signIn(candidate.trim()),
    signOut: (why) => {
      store.removeItem(KEY)
      problem.value = why === undefined ? undefined : whyRefused(token.value ?? '', Date.now())
      token.value = undefined
    },
  }
}
