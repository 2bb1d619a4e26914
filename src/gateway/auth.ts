import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { Refusal } from '../domain/errors.ts'
import type { Principal } from '../domain/message.ts'
import { createPlainTokens } from './plain-token.ts'

export const ROLES = ['customer', 'agent', 'supervisor', 'knowledge', 'engineer', 'admin', 'service'] as const
export const DEFAULT_TENANT = 'default'
/** UTF-16 units of a tenant's name. */
export const MAX_TENANT = 64

const claims = z.object({
  sub: z.string().min(1).max(128),
  role: z.enum(ROLES),
  tenant: z.string().min(1).max(MAX_TENANT).default(DEFAULT_TENANT),
  name: z.string().min(1).max(128).optional(),
  exp: z.number(),
})

export interface Tokens {
  /** @throws Refusal unauthenticated: missing, forged, expired, another algorithm, claims that are not ours. */
  verify(token: string | undefined): Promise<Principal>
  /** `ttl` seconds. */
  sign(principal: Omit<Principal, 'exp'>, ttl: number): Promise<string>
}

/** HS256 over the secret's UTF-8 bytes: a token signed with it by another program is accepted. */
export const createTokens = (secret: string): Tokens => {
  const key = new TextEncoder().encode(secret)
  const readPlain = createPlainTokens(key)
  const readAny = async (token: string): Promise<unknown> => {
    try {
      return (await jwtVerify(token, key, { algorithms: ['HS256'], requiredClaims: ['exp', 'sub'] })).payload
    } catch (cause) {
      throw new Refusal('unauthenticated', `the token cannot be used (${(cause as Error).message}); get a new one`, {
        cause,
      })
    }
  }
  return {
    verify: async (token) => {
      if (token === undefined || token === '')
        throw new Refusal(
          'unauthenticated',
          'no token; send Authorization: Bearer <jwt>, or the subprotocol bearer.<jwt>',
        )
      const parsed = claims.safeParse(readPlain(token, Math.floor(Date.now() / 1000)) ?? (await readAny(token)))
      if (!parsed.success)
        throw new Refusal(
          'unauthenticated',
          `the token's ${parsed.error.issues[0]?.path.join('.')} cannot be used; get a new one`,
        )
      const { name, ...rest } = parsed.data
      return { ...rest, name: name ?? rest.sub }
    },
    sign: ({ sub, role, tenant, name }, ttl) =>
      new SignJWT({ role, tenant, name })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(sub)
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1000) + ttl)
        .sign(key),
  }
}

/** The token of a request: the Authorization header, or the pair of subprotocols that browsers can send. */
export const tokenOf = (headers: {
  authorization?: string | undefined
  'sec-websocket-protocol'?: string | undefined
}): string | undefined => {
  const [scheme, value] = headers.authorization?.split(' ') ?? []
  if (scheme?.toLowerCase() === 'bearer' && value !== undefined) return value
  return headers['sec-websocket-protocol']
    ?.split(',')
    .map((protocol) => protocol.trim())
    .find((protocol) => protocol.startsWith('bearer.'))
    ?.slice('bearer.'.length)
}
