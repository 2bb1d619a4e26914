import { createHash } from 'node:crypto'
import { Refusal } from '../domain/errors.ts'
import type { Principal } from '../domain/message.ts'
import type { IdempotencyKeys } from '../ports/idempotency.ts'

/** Name of the header (draft-ietf-httpapi-idempotency-key-header). */
export const IDEMPOTENCY_KEY = 'idempotency-key'
/** Characters of a key: printable ASCII. */
const KEY = /^[\x21-\x7e]{1,255}$/
/** Days after which a key may stand for something else. */
const KEPT_DAYS = 7
const DAY_MS = 24 * 3_600_000

/**
 * The cid that a call with a key is sent under: its own, or one made of the key, so that the log itself knows the repeat (W3).
 * @throws Refusal bad_input for a key that cannot be used, unprocessable for one that stood for another body
 */
export type CidOfKey = (by: Principal, key: unknown, body: { cid?: string | undefined }) => Promise<string | undefined>

export const createCidOfKey =
  (claimKey: IdempotencyKeys['claimKey'], now: () => number): CidOfKey =>
  async ({ tenant, role, sub }, key, body) => {
    if (key === undefined) return body.cid
    if (typeof key !== 'string' || !KEY.test(key))
      throw new Refusal('bad_input', 'Idempotency-Key: send 1 to 255 printable ASCII characters without spaces', {
        field: IDEMPOTENCY_KEY,
      })
    const caller = `${role}/${sub}`
    const fingerprint = hash(JSON.stringify(body)).toString('base64url')
    const at = now()
    const first = await claimKey({
      tenant,
      caller,
      key,
      fingerprint,
      at: new Date(at).toISOString(),
      forgetBefore: new Date(at - KEPT_DAYS * DAY_MS).toISOString(),
    })
    if (first !== fingerprint)
      throw new Refusal('unprocessable', 'this Idempotency-Key came with another body before: make a new key', {
        field: IDEMPOTENCY_KEY,
      })
    // The log remembers a cid for ever, this key only for days: what then comes with another body has to be another cid.
    return body.cid ?? uuidOf(hash(JSON.stringify([tenant, caller, key, fingerprint])))
  }

const hash = (text: string): Buffer => createHash('sha256').update(text).digest()

/** RFC 9562 §5.8: version 8, whose bits are the program's own. */
const uuidOf = (bytes: Buffer): string => {
  const hex = [...bytes.subarray(0, 16)]
    .map((byte, index) => (index === 6 ? (byte & 0x0f) | 0x80 : index === 8 ? (byte & 0x3f) | 0x80 : byte))
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
