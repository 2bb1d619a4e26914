import { setTimeout } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import type { Mesh } from './compose-mesh.ts'
import type { Config } from './config.ts'
import { createProve, type Prove } from './conversation/prove.ts'
import { DEFAULT_TENANT } from './gateway/auth.ts'
import { createProveOrder } from './mesh/prove-order.ts'
import type { AuditTrail } from './ports/audit.ts'

export interface ProofParts {
  config: Config
  mesh: Pick<Mesh, 'unmaskedOf'>
  audit: AuditTrail['audit']
  log: FastifyBaseLogger
  now(): Date
}

/** Proof by the shop's own systems; undefined where it is switched off, or there are none. */
export const openProof = ({ config, mesh, audit, log, now }: ProofParts): Prove | undefined => {
  if (!config.mesh.visitorProof || mesh.unmaskedOf(DEFAULT_TENANT) === undefined) return undefined
  return createProve({
    proveOrder: createProveOrder(mesh.unmaskedOf),
    audit,
    wait: (ms) => setTimeout(ms, undefined, { ref: false }),
    clock: () => performance.now(),
    now,
    onError: (error) => log.warn({ err: error }, 'an order could not be checked'),
  })
}
