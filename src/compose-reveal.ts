import type { Mesh } from './compose-mesh.ts'
import type { Config } from './config.ts'
import { addRevealRoutes } from './gateway/reveal-routes.ts'
import type { Face } from './gateway/server.ts'
import { createReveal } from './mesh/reveal.ts'
import type { AuditTrail } from './ports/audit.ts'

export interface RevealJoining {
  config: Config
  mesh: Pick<Mesh, 'unmaskedOf'>
  trail: AuditTrail
  now(): Date
}

/** What is shown masked, revealed for a reason; and the trail of who looked. */
export const openReveal = ({ config: { mesh: settings }, mesh, trail, now }: RevealJoining): { face: Face } => {
  const reveal = createReveal({
    upstreamOf: mesh.unmaskedOf,
    policy: settings.personal,
    audit: trail.audit,
    perHour: settings.revealsPerHour,
    deadlineMs: settings.queryDeadlineMs,
    now,
    clock: () => performance.now(),
  })
  return { face: (_app, { router }) => addRevealRoutes(router, { reveal, audited: trail.audited }) }
}
