import { signal } from '@preact/signals'
import type { Role } from '../../domain/message.ts'
import { usableStore } from '../shared/store.ts'
import { readToken } from '../shared/token.ts'

const KEY = 'tabdesk.token'
/** Who may sit at the console. */
const ROLES: readonly (Role | undefined)[] = ['agent', 'supervisor', 'admin']

/** Ends with the tab, so a shared machine keeps no sign-in. */
const store = usableStore(() => sessionStorage)

/** The token of the person at the console; undefined shows the sign-in page. */
export const token = signal<string | undefined>(undefined)
/** Why the sign-in page is shown again. */
export const signInProblem = signal<'expired' | 'role' | 'unreadable' | undefined>(undefined)

/** Takes the token of a sign-in link out of the address, before anything else can read it there. */
export const takeTokenFromAddress = (): void => {
  const fromLink = /^#token=(.+)$/.exec(location.hash)?.[1]
  if (fromLink === undefined) {
    token.value = store.getItem(KEY) ?? undefined
    return
  }
  history.replaceState(null, '', location.pathname + location.search)
  signIn(decodeURIComponent(fromLink))
}

/** Uses a token that was pasted or came with a link, or says why not. */
export const signIn = (candidate: string): void => {
  const claims = readToken(candidate.trim())
  if (claims === undefined) signInProblem.value = 'unreadable'
  else if (!ROLES.includes(claims.role)) signInProblem.value = 'role'
  else {
    signInProblem.value = undefined
    store.setItem(KEY, candidate.trim())
    token.value = candidate.trim()
  }
}

export const signOut = (problem?: 'expired'): void => {
  store.removeItem(KEY)
  signInProblem.value = problem
  token.value = undefined
}
