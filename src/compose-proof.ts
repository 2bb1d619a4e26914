import { createHmac } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import type { Metrics } from './adapters/prometheus/metrics.ts'
import { createCodeHook } from './adapters/sources/code-hook.ts'
import type { Mesh } from './compose-mesh.ts'
import type { Config } from './config.ts'
import { createSendCode, type SendCode } from './conversation/order-codes.ts'
import { createProofLimits } from './conversation/proof-limits.ts'
import { createProve, type Prove } from './conversation/prove.ts'
import { DEFAULT_TENANT } from './gateway/auth.ts'
import type { PartState } from './gateway/operation-routes.ts'
import type { Releasers } from './lib/releasers.ts'
import { createOwnerOf, createProveOrder } from './mesh/prove-order.ts'
import type { AuditTrail } from './ports/audit.ts'
import { SIGNATURE, signatureOf } from './webhooks/sign.ts'

export interface ProofParts {
  config: Pick<Config, 'mesh'>
  mesh: Pick<Mesh, 'unmaskedOf'>
  /** Of the installation. */
  secret: string
  audit: AuditTrail['audit']
  metrics: Pick<Metrics, 'meshRequest'>
  log: Pick<FastifyBaseLogger, 'warn'>
  now(): Date
}

/** How anonymous customers prove who they are. */
export interface Proof {
  /** Undefined where it is switched off, or there are no systems of the shop's to ask. */
  prove: Prove | undefined
  /** Undefined where the shop sends no codes. */
  sendCode: SendCode | undefined
  states(): Record<string, PartState>
}

const wait = (ms: number): Promise<void> => setTimeout(ms, undefined, { ref: false })

/** Proof by the shop's own systems, and by codes that they send. */
export const openProof = (
  { config, mesh, secret, audit, metrics, log, now }: ProofParts,
  releasers: Releasers,
): Proof => {
  if (!config.mesh.visitorProof || mesh.unmaskedOf(DEFAULT_TENANT) === undefined)
    return { prove: undefined, sendCode: undefined, states: () => ({}) }
  const limits = createProofLimits(() => performance.now())
  const key = createHmac('sha256', secret).update('order codes').digest('hex')
  const prove = createProve({
    proveOrder: createProveOrder(mesh.unmaskedOf),
    ownerOf: createOwnerOf(mesh.unmaskedOf),
    key,
    limits,
    audit,
    wait,
    now,
    onError: (error) => log.warn({ err: error }, 'an order could not be checked'),
  })
  const { url, secret: signing, allowPrivate } = config.mesh.codeHook
  if (url === undefined || signing === undefined) return { prove, sendCode: undefined, states: () => ({}) }
  const hook = createCodeHook({
    url,
    allowPrivate,
    sign: (body) => ({ [SIGNATURE]: signatureOf([{ secret: signing }], body, now().getTime()) }),
    now,
    onCall: ({ source, outcome, ms }) => metrics.meshRequest(source, outcome, ms / 1000),
    onWarning: (message) => log.warn(message),
  })
  releasers.add('code hook', hook.close)
  const sendCode = createSendCode({
    key,
    post: hook.post,
    limits,
    wait,
    now,
    onError: (error) => log.warn({ err: error }, 'a code could not be sent'),
  })
  const down = {
    codeHook: {
      state: 'degraded' as const,
      reason:
        'the code hook is left alone, after repeated failures or because it asks for it (Retry-After): visitors get no codes; look at mesh.codeHook.url',
    },
  }
  return { prove, sendCode, states: () => (hook.state() === 'ok' ? { codeHook: { state: 'ready' } } : down) }
}
