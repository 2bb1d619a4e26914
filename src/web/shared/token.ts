import type { Principal } from '../../domain/message.ts'

/** What a JWT says of its bearer, unverified: for labels only, the server decides. Undefined when it is none. */
export const readToken = (token: string): Partial<Principal> | undefined => {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0))
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** Why a server refuses a token, `now` in Unix milliseconds: it has ended, or, before its time, another server's secret signed it. */
export const whyRefused = (token: string, now: number): 'expired' | 'foreign' =>
  (readToken(token)?.exp ?? 0) * 1000 > now ? 'foreign' : 'expired'
