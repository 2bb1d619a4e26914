import type { ContextCard } from '../domain/customer.ts'
import type { VoterRequest } from '../domain/decision.ts'

const PLUG_IN = /^plugin:/

/** The agent's card with a first line that says whom a plug-in voter wants the conversation to go to, where one does. */
export const withVoterNote = (card: ContextCard, request: VoterRequest | undefined): ContextCard => {
  if (request?.to === undefined) return card
  const name = request.voter.replace(PLUG_IN, '')
  const note = { zh: `请交给 ${request.to}（规则 ${name}）`, en: `For ${request.to} (asked by ${name})` }
  return { ...card, highlights: [note, ...card.highlights] }
}
