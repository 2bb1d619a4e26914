import type { ContextCard } from '../domain/customer.ts'
import type { Noted } from './open-suggestions.ts'
import { withUrgencyNote } from './urgency-note.ts'
import { withVoterNote } from './voter-note.ts'

/** The card as agents see it: what is urgent first, then whom a voter wants the conversation to go to. */
export const agentCard = (card: ContextCard, { request, urgency }: Noted): ContextCard =>
  withUrgencyNote(withVoterNote(card, request), urgency)
