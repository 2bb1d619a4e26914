import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Icon } from '../shared/icons.tsx'
import { customersLanguage } from './customer-language.ts'
import { useDesk } from './desk-context.ts'
import type { Outcome } from './draft-outcome.ts'
import type { Seat } from './seats.ts'
import { LostNumbers } from './translated.tsx'
import { tr } from './translation-texts.ts'
import type { Translated } from './translations.ts'

/** Milliseconds of rest after a keystroke before the draft is translated. */
const REST_MS = 400

/** The draft as it is now in the customer's language; undefined where none is wanted. */
export const useDraftTranslation = ({ room, reply }: Seat): Translated | undefined => {
  const { translations, inbox } = useDesk()
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
  if (wanted === undefined) return undefined
  return latest.value?.of === wanted ? latest.value.found : { name: 'asking' }
}

/** The translation under the box, and whether it is what goes out. */
export const TranslatedDraft = ({ found, refused }: { found: Translated | undefined; refused: Outcome }) => {
  const { settings } = useDesk()
  const { sendTranslated } = settings.value.value
  // What was refused before anything is known stands beside the way out of it.
  const isRefused = sendTranslated && 'refused' in refused
  if (found === undefined && !isRefused) return null
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
      {found !== undefined && (
        <>
          <p aria-live="polite">
            {found.name === 'there'
              ? found.text
              : tr(found.name === 'asking' ? 'asking' : sendTranslated ? 'failed' : 'forCustomerFailed')}
          </p>
          <LostNumbers found={found} />
        </>
      )}
      <div role="alert">
        {isRefused && (refused.refused !== 'notReady' || found?.name !== 'there') && (
          <p class="blanks">
            <Icon name="alert" size={15} /> {tr(refused.refused)}
          </p>
        )}
      </div>
    </section>
  )
}
