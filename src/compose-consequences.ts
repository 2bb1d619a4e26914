import { type ConsequenceParts, consequencesOf, retract } from './conversation/consequences.ts'
import { addConsequenceRoutes } from './gateway/consequence-routes.ts'
import type { Face } from './gateway/server.ts'

/** Causal rollback over HTTP. */
export const consequenceFace =
  (parts: ConsequenceParts): Face =>
  (_app, { router }) =>
    addConsequenceRoutes(router, {
      consequencesOf: (by, of) => consequencesOf(parts, by, of),
      retract: (by, op) => retract(parts, by, op),
    })
