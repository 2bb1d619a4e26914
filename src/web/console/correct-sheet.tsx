import { useSignal } from '@preact/signals'
import type { IntentDescription } from '../../domain/article.ts'
import type { InspectedTurn } from '../../domain/inspection.ts'
import { said } from '../shared/i18n.ts'
import { isImeKey } from '../shared/keys.ts'
import { correctChoices } from './correct-choices.ts'
import { c } from './correction-texts.ts'
import { correctionsOf } from './corrections.ts'
import { useDesk } from './desk-context.ts'
import { useFetched } from './fetched.ts'
import { Sheet } from './sheet.tsx'

/** What a message was about, chosen by a few letters: what the models thought likely stands first. */
export const CorrectSheet = ({ conversation, seq }: { conversation: string; seq: number }) => {
  const desk = useDesk()
  const { state } = useFetched<InspectedTurn>(`/v1/conversations/${encodeURIComponent(conversation)}/turns/${seq}`)
  const query = useSignal('')
  const at = useSignal(0)
  const failed = useSignal(false)
  const found = state.value
  const verdict = found.name === 'there' ? found.value.record.understanding.verdict : undefined
  // Before it is known what was likely nothing is shown: what lies under the fingers must not move.
  const choices =
    found.name === 'loading'
      ? []
      : correctChoices(query.value, desk.intents.value.values(), {
          likely: verdict?.ranked.map(({ intent }) => intent) ?? [],
          not: verdict?.intent,
        })
  const chosen = Math.min(at.value, choices.length - 1)
  const understood = verdict && desk.intents.value.get(verdict.intent)

  const choose = (intent: IntentDescription | undefined, close: () => void) => {
    if (intent === undefined) return
    correctionsOf(desk, conversation)
      .say(seq, intent.intent)
      .then(close, () => {
        failed.value = true
      })
  }
  const pressed = (event: KeyboardEvent, close: () => void) => {
    if (isImeKey(event, false)) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp')
      at.value = (chosen + (event.key === 'ArrowDown' ? 1 : -1) + choices.length) % Math.max(1, choices.length)
    else if (event.key === 'Enter') choose(choices[chosen], close)
    else return
    event.preventDefault()
  }

  return (
    <Sheet title={c('correctTitle')} class="correct">
      {(close) =>
        found.name === 'failed' ? (
          <p role="alert">{c('notRecorded')}</p>
        ) : (
          <>
            <p class="muted small">
              {verdict === undefined
                ? c('loading')
                : c('understoodAs', { intent: understood === undefined ? verdict.intent : said(understood) })}
            </p>
            <input
              data-first
              role="combobox"
              aria-expanded="true"
              aria-controls="intents"
              aria-autocomplete="list"
              aria-activedescendant={chosen >= 0 ? `intent-${chosen}` : undefined}
              aria-label={c('pickIntent')}
              placeholder={c('pickIntent')}
              autocomplete="off"
              spellcheck={false}
              value={query.value}
              onInput={({ currentTarget }) => {
                query.value = currentTarget.value
                at.value = 0
              }}
              onKeyDown={(event) => pressed(event, close)}
            />
            <div role="listbox" id="intents" aria-label={c('correctTitle')}>
              {choices.map((intent, place) => (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys and names the chosen one
                // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field
                <div
                  key={intent.intent}
                  role="option"
                  id={`intent-${place}`}
                  aria-selected={place === chosen}
                  onClick={() => choose(intent, close)}
                >
                  <span class="cut">{said(intent)}</span>
                  <span class="muted small cut">{intent.intent}</span>
                </div>
              ))}
            </div>
            {found.name === 'there' && choices.length === 0 && <p class="empty">{c('nothingFits')}</p>}
            <p class="muted small">{c('howToPick')}</p>
            <div role="alert">{failed.value && <p class="blanks">{c('notKept')}</p>}</div>
          </>
        )
      }
    </Sheet>
  )
}
