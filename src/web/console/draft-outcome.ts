import type { ReadonlySignal } from '@preact/signals'
import { MAX_TRANSLATED } from '../../domain/message.ts'
import { customersLanguage, writtenIn } from './customer-language.ts'
import type { Settings } from './desk-settings.ts'
import type { Inbox } from './inbox.ts'
import type { Seat } from './seats.ts'
import { tr } from './translation-texts.ts'
import type { Translations } from './translations.ts'

/** What goes out where the translation is to be sent: it, what was typed where none is wanted (`undefined`), or why nothing can. */
export type Outcome = { send: string | undefined } | { refused: 'notReady' | 'notRight' | 'tooLong' }

const AS_WRITTEN: Outcome = { send: undefined }
const NOT_READY: Outcome = { refused: 'notReady' }

/** Of the desk. */
interface OutcomeParts {
  translations: Translations
  settings: Settings
  inbox: Pick<Inbox, 'row'>
  /** UTF-16 units of a message. */
  limits: ReadonlySignal<{ textUnits: number }>
}

/**
 * What becomes of what is in the box at this moment, which may be younger than what is drawn. Nothing goes out as written because the
 * server has not said yet what it translates, or into which language.
 */
export const outcomeOf = (
  { translations, inbox, settings, limits }: OutcomeParts,
  { room, reply }: Pick<Seat, 'room' | 'reply'>,
): Outcome => {
  const text = reply.draft.peek().trim()
  const from = writtenIn(text)
  if (!settings.value.peek().sendTranslated || reply.mode.peek() === 'note' || from === undefined) return AS_WRITTEN
  const { transcript, state } = room.history
  const to = customersLanguage(inbox.row(room.id), transcript.peek().events)
  const pairs = translations.pairs.peek()
  if (from === to || pairs?.size === 0) return AS_WRITTEN
  if (pairs === undefined) {
    translations.load().catch(() => undefined)
    return NOT_READY
  }
  // Who never wrote a word has no language; whose words are not read yet has one.
  if (to === undefined) return state.peek() === 'ready' ? AS_WRITTEN : NOT_READY
  if (!pairs.has(`${from}-${to}`)) return AS_WRITTEN
  if (text.length > MAX_TRANSLATED) return { refused: 'tooLong' }
  const found = translations.known(text, { from, to })
  if (found === undefined || found.name === 'failed') translations.of(text, { from, to })
  if (found?.name !== 'there') return NOT_READY
  if (found.lostNumbers.length > 0) return { refused: 'notRight' }
  const longest = Math.max(found.text.length, tr('originalWas', { text }).length)
  return longest > limits.peek().textUnits ? { refused: 'tooLong' } : { send: found.text }
}

/** Whether the draft must not go out as it was typed. */
export const isToBeTranslated = (desk: OutcomeParts, seat: Pick<Seat, 'room' | 'reply'>): boolean => {
  const outcome = outcomeOf(desk, seat)
  return 'refused' in outcome || outcome.send !== undefined
}
