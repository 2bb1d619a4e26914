import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'

/** The claims of a token that is in order; undefined where anything about it is out of the ordinary, right or wrong. `seconds` since 1970. */
type ReadPlainToken = (token: string, seconds: number) => Record<string, unknown> | undefined

/** Header fields that say nothing but what is done here. */
const PLAIN_HEADER: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  ['alg', (value: unknown) => value === 'HS256'],
  ['typ', (value: unknown) => typeof value === 'string'],
])

/**
 * HS256 tokens (RFC 7515, RFC 7519) at once, without a thread: when everybody comes back together, the way to the pool and back costs more than
 * the sum itself. It only ever says yes; whoever gets undefined asks a full implementation, which also says what is wrong.
 */
export const createPlainTokens = (secret: Uint8Array): ReadPlainToken => {
  const key = createSecretKey(secret)
  /** Programs that sign write one header for ever. */
  let known = ''
  const isPlain = (header: string): boolean => {
    if (header === known) return true
    const fields = objectIn(header)
    if (fields?.['alg'] === undefined) return false
    if (!Object.entries(fields).every(([name, value]) => PLAIN_HEADER.get(name)?.(value) === true)) return false
    known = header
    return true
  }
  return (token, seconds) => {
    const [header = '', payload = '', signature = '', ...rest] = token.split('.')
    if (rest.length > 0 || !isPlain(header)) return undefined
    const wanted = Buffer.from(createHmac('sha256', key).update(`${header}.${payload}`).digest('base64url'))
    const given = Buffer.from(signature)
    if (wanted.length !== given.length || !timingSafeEqual(wanted, given)) return undefined
    const claims = objectIn(payload)
    return claims !== undefined && isInTime(claims, seconds) ? claims : undefined
  }
}

const isInTime = ({ exp, nbf, iat }: Record<string, unknown>, seconds: number): boolean =>
  typeof exp === 'number' &&
  exp > seconds &&
  (nbf === undefined || (typeof nbf === 'number' && nbf <= seconds)) &&
  (iat === undefined || typeof iat === 'number')

/** The JSON object in a segment that is written as it would be written here. */
const objectIn = (segment: string): Record<string, unknown> | undefined => {
  const bytes = Buffer.from(segment, 'base64url')
  const text = bytes.toString()
  if (bytes.toString('base64url') !== segment || text.includes('\uFFFD')) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
