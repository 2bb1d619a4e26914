import { noteAnswer } from './conversation/answer-note.ts'
import type { AgentPresence } from './desk/presence.ts'
import type { Language, Principal } from './domain/message.ts'
import type { CannedAnswer } from './domain/settings.ts'
import { addDeskRoutes } from './gateway/desk-routes.ts'
import type { Face } from './gateway/server.ts'
import type { Store } from './ports/store.ts'
import type { DeskWork } from './ports/support.ts'

export interface DeskFaceParts {
  support: Pick<DeskWork, 'sameCustomer' | 'mentioning'>
  store: Pick<Store, 'records' | 'outcome'>
  presence: { of(tenant: string): AgentPresence[] }
  canned(tenant: string): Record<Language, string[]>
  /** Shortcuts of the tenant's own. */
  shortcuts(tenant: string): CannedAnswer[]
  timeZone(tenant: string): string
  /** Open sockets, and what each looks at. */
  sockets(): Iterable<{ principal: Principal; staff: boolean; watched: ReadonlySet<string> }>
  now(): Date
}

/** Colleagues, canned answers and the agents' word on answers of the bot. */
export const deskFace =
  ({ store, support, presence, canned, shortcuts, timeZone, sockets, now }: DeskFaceParts): Face =>
  (_app, { router }) =>
    addDeskRoutes(router, {
      canned: (tenant) => ({ ...canned(tenant), answers: shortcuts(tenant) }),
      timeZone,
      sameCustomer: support.sameCustomer,
      mentioning: support.mentioning,
      colleagues: (tenant) => {
        const watching = new Map<string, Set<string>>()
        for (const { principal, staff, watched } of sockets()) {
          if (!staff || principal.tenant !== tenant) continue
          const known = watching.get(principal.sub) ?? new Set()
          for (const conversation of watched) known.add(conversation)
          watching.set(principal.sub, known)
        }
        return presence.of(tenant).map((one) => ({ ...one, watching: [...(watching.get(one.agent) ?? [])] }))
      },
      rateWrong: ({ tenant, sub }, answer) =>
        noteAnswer(store, { tenant, ...answer }, { result: 'rated', value: 0, by: sub, at: now().toISOString() }),
    })
