import type { Store } from '../ports/store.ts'
import { agentCard } from './agent-card.ts'
import type { Announcer } from './announcer.ts'
import type { OpenSuggestions } from './open-suggestions.ts'
import type { DeliveredTurn } from './turn.ts'

export interface DeliverParts {
  store: Pick<Store, 'outcome'>
  announcer: Announcer
  openSuggestions: OpenSuggestions
  /** The card or the suggestions are new: completions made of them are old. */
  forget(tenant: string, conversation: string): void
  counted(reply: 'answered' | 'clarified' | 'handoff'): void
  onError(error: unknown): void
}

/** Brings a finished turn to the people concerned: the bot's words, where the conversation stands, the card, the suggestions. */
export const createDeliver =
  ({ store, announcer, openSuggestions, forget, counted, onError }: DeliverParts) =>
  ({ finished, record, card }: DeliveredTurn): void => {
    // Suggestions made of words that were taken back would show them.
    if (finished.dup || finished.takenBack) return
    const { conversation, event } = finished
    forget(conversation.tenant, conversation.id)
    if (event !== undefined) announcer.event(conversation, event)
    if (event !== undefined)
      counted(record.decision.kind === 'answer' ? 'answered' : record.decision.kind === 'ask' ? 'clarified' : 'handoff')
    announcer.changed(conversation)
    const suggestions = openSuggestions.put(conversation.id, record)
    announcer.context(conversation, agentCard(card, openSuggestions.noted(conversation.id)))
    announcer.suggestions(conversation, record.seq, suggestions)
    if (event?.answer !== undefined)
      store
        .outcome({ tenant: record.tenant, record: record.id, result: 'sent', by: 'bot', at: event.at })
        .catch(onError)
  }
