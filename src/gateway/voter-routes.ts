import { z } from 'zod'
import { Refusal } from '../domain/errors.ts'
import type { Role } from '../domain/message.ts'
import type { VoterBook, VoterCommand, VoterProblem } from '../domain/voter.ts'
import { DEFAULT_TENANT } from './auth.ts'
import type { Router } from './route.ts'

const SWITCHERS: readonly Role[] = ['admin']

export interface VoterRouteParts {
  book(): VoterBook
  problems(): VoterProblem[]
  command(name: string, command: VoterCommand, by: string): Promise<VoterBook>
}

/** Voters that came as files: what is decided about each, and deciding otherwise. */
export const addVoterRoutes = (router: Router, { book, problems, command }: VoterRouteParts): void => {
  router.add({
    method: 'GET',
    url: '/v1/voters',
    summary: 'Plug-in voters: state, weight, versions, what is wrong',
    roles: SWITCHERS,
    tenant: DEFAULT_TENANT,
    answer: () => ({ ...listed(book()), problems: problems() }),
  })
  router.add({
    method: 'POST',
    url: '/v1/voters/:name',
    summary: 'Switches a plug-in voter on, into shadow or off, or gives it another weight',
    roles: SWITCHERS,
    tenant: DEFAULT_TENANT,
    body: z.strictObject({ state: z.enum(['on', 'shadow', 'off']).optional(), weight: z.number().optional() }),
    answer: async ({ params, principal, body: { state, weight } }) => {
      const name = params['name'] ?? ''
      if (state === undefined && weight === undefined)
        throw new Refusal('bad_input', 'there is nothing to change: give state, weight or both', { field: 'state' })
      let after = book()
      // The weight first, so that it never counts for a moment with another one.
      if (weight !== undefined) after = await command(name, { do: 'weight', weight }, principal.sub)
      if (state !== undefined) after = await command(name, { do: state }, principal.sub)
      return { name, ...after.voters[name] }
    },
  })
  router.add({
    method: 'POST',
    url: '/v1/voters/:name/rollback',
    summary: 'Brings back the version that was on before, or the one that `to` names',
    roles: SWITCHERS,
    tenant: DEFAULT_TENANT,
    body: z.strictObject({ to: z.string().min(1).optional() }),
    answer: async ({ params, principal, body: { to } }) => {
      const name = params['name'] ?? ''
      const after = await command(name, { do: 'rollback', ...(to === undefined ? {} : { to }) }, principal.sub)
      return { name, ...after.voters[name] }
    },
  })
}

const listed = ({ voters, broken }: VoterBook): object => ({
  voters: Object.entries(voters).map(([name, entry]) => ({ name, ...entry })),
  broken: Object.entries(broken).map(([name, file]) => ({ name, ...file })),
})
