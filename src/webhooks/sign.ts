import { createHmac } from 'node:crypto'
import type { Webhook } from '../domain/webhook.ts'

/** Header of the signature; the same as events that come in have. */
export const SIGNATURE = 'tabdesk-signature'

/**
 * `t=SECONDS,v1=HEX`, HEX the HMAC-SHA256 of `SECONDS.BODY` over the bytes of the body, once for each secret that still signs.
 * `at` in milliseconds since 1970.
 */
export const signatureOf = (secrets: Webhook['secrets'], body: string, at: number): string => {
  const seconds = Math.floor(at / 1_000)
  const signed = secrets
    .filter(({ until }) => until === undefined || Date.parse(until) > at)
    .map(({ secret }) => `v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`)
  return [`t=${seconds}`, ...signed].join(',')
}
