import type { FastifyBaseLogger } from 'fastify'
import type { Mesh } from './compose-mesh.ts'
import { agentCard } from './conversation/agent-card.ts'
import type { Announcer } from './conversation/announcer.ts'
import { createOpenCards } from './conversation/open-cards.ts'
import type { OpenSuggestions } from './conversation/open-suggestions.ts'
import type { Principal } from './domain/message.ts'
import type { Releasers } from './lib/releasers.ts'
import type { OpenedStore } from './ports/opened-store.ts'

export interface OpenCardsJoined {
  mesh: Mesh
  store: OpenedStore
  announcer: Announcer
  openSuggestions: OpenSuggestions
  log: FastifyBaseLogger
  sockets(): Iterable<{ principal: Principal; watched: ReadonlySet<string> }>
}

/** Who looks at a card, in the console or by the graph, gets a new one when something on it has changed. */
export const renewOpenCards = (
  { mesh, store, announcer, openSuggestions, log, sockets }: OpenCardsJoined,
  releasers: Releasers,
): void => {
  const cards = createOpenCards({
    open: function* () {
      yield* mesh.followedCards()
      for (const { principal, watched } of sockets())
        for (const conversation of watched) yield { tenant: principal.tenant, conversation }
    },
    isOn: mesh.isOnCard,
    store,
    lookUpCard: mesh.lookUpCard,
    tell: (conversation, card) =>
      announcer.context(conversation, agentCard(card, openSuggestions.noted(conversation.id))),
    clock: () => performance.now(),
    onError: (error) => log.error({ err: error }, 'an open card was not renewed'),
  })
  mesh.onCardChange(cards.changed)
  releasers.add('open cards', async () => cards.stop())
}
