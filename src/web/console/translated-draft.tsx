import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Icon } from '../shared/icons.tsx'
import { customersLanguage } from './customer-language.ts'
import { useDesk } from './desk-context.ts'
import type { Seat } from './seats.ts'
import { LostNumbers } from './translated.tsx'
import { tr } from './translation-texts.ts'
import type { Translated } from './translations.ts'

/** Milliseconds of rest after a keystroke before the draft is translated. */
const REST_MS = 400

/** What goes out where the translation is to be sent: as it stands under the box, or why nothing can. */
export type Outcome = { send: string | undefined } | { refused: 'notReady' | 'notRight' }

export interface DraftTranslation {
  /** Of the draft as it is now; undefined where none is wanted. */
  readonly found: Translated | undefined
  outcome(): Outcome
}

/** The draft in the customer's language, as it is typed. */
export const useDraftTranslation = ({ room, reply }: Seat): DraftTranslation => {
  const { translations, inbox, settings } = useDesk()
  /** With the draft that it is of: one of an older draft is none. */
  const latest = useSignal<{ of: string; found: Translated } | undefined>(undefined)
  const draft = reply.draft.value.trim()
  const to = customersLanguage(inbox.rows.value.get(room.id), room.history.transcript.value.events)
  const pair = reply.mode.value === 'note' ? undefined : translations.pairFor(draft, to)
  const wanted = pair === undefined ? undefined : `${pair.from}-${pair.to} ${draft}`
  useEffect(() => {
    if (pair === undefined || wanted === undefined) return
    let stop = () => {}
    const timer = setTimeout(() => {
      stop = translations.of(draft, pair).subscribe((value) => {
        latest.value = { of: wanted, found: value }
      })
    }, REST_MS)
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [wanted])
  const foundOf = (asked: string | undefined, known = latest.peek()): Translated | undefined =>
    asked === undefined ? undefined : known?.of === asked ? known.found : { name: 'asking' }
  return {
    found: foundOf(wanted, latest.value),
    outcome: () => {
      // What is in the box at this moment, which may be younger than what is drawn.
      const text = reply.draft.peek().trim()
      const now = reply.mode.peek() === 'note' ? undefined : translations.pairFor(text, to)
      if (now === undefined || !settings.value.peek().sendTranslated) return { send: undefined }
      const shown = foundOf(`${now.from}-${now.to} ${text}`)
      if (shown?.name === 'failed') translations.of(text, now)
      if (shown?.name !== 'there') return { refused: 'notReady' }
      return shown.lostNumbers.length > 0 ? { refused: 'notRight' } : { send: shown.text }
    },
  }
}

/** The translation under the box, and whether it is what goes out. */
export const TranslatedDraft = ({ found, refused }: { found: Translated | undefined; refused: Outcome }) => {
  const { settings } = useDesk()
  const { sendTranslated } = settings.value.value
  if (found === undefined) return null
  return (
    <section class="translated-draft" aria-label={tr('forCustomer')}>
      <header>
        <span class="muted small">
          {tr('forCustomer')} · {tr('machine')}
        </span>
        <label>
          <input
            type="checkbox"
            checked={sendTranslated}
            onChange={({ currentTarget }) => settings.change({ sendTranslated: currentTarget.checked })}
          />
          {tr('sendTranslated')}
        </label>
      </header>
      <p aria-live="polite">
        {found.name === 'there'
          ? found.text
          : tr(found.name === 'asking' ? 'asking' : sendTranslated ? 'failed' : 'forCustomerFailed')}
      </p>
      <LostNumbers found={found} />
      <div role="alert">
        {sendTranslated && 'refused' in refused && (refused.refused === 'notRight' || found.name !== 'there') && (
          <p class="blanks">
            <Icon name="alert" size={15} /> {tr(refused.refused)}
          </p>
        )}
      </div>
    </section>
  )
}
