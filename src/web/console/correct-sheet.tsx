import { useSignal } from '@preact/signals'
import type { IntentDescription } from '../../domain/article.ts'
import type { InspectedTurn } from '../../domain/inspection.ts'
import { language, said } from '../shared/i18n.ts'
import { ChoiceField } from './choice-field.tsx'
import { correctChoices } from './correct-choices.ts'
import { c } from './correction-texts.ts'
import { correctionsOf } from './corrections.ts'
import { useDesk } from './desk-context.ts'
import { useFetched } from './fetched.ts'
import { intentName } from './intent-name.ts'
import { Sheet } from './sheet.tsx'

/** What a message was about, chosen by a few letters: what the models thought likely stands first. */
export const CorrectSheet = ({ conversation, seq }: { conversation: string; seq: number }) => {
  const desk = useDesk()
  const { state } = useFetched<InspectedTurn>(`/v1/conversations/${encodeURIComponent(conversation)}/turns/${seq}`)
  const query = useSignal('')
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

  const choose = (intent: IntentDescription, close: () => void) => {
    correctionsOf(desk, conversation)
      .say(seq, intent.intent)
      .then(close, () => {
        failed.value = true
      })
  }

  return (
    <Sheet title={c('correctTitle')} class="correct">
      {(close) =>
        found.name === 'failed' ? (
          <p role="alert">{c('notRecorded')}</p>
        ) : (
          <>
            <p class="muted small">
              {verdict === undefined ? c('loading') : c('understoodAs', { intent: intentName(desk, verdict.intent) })}
            </p>
            <ChoiceField
              list="intents"
              option="intent"
              label={c('pickIntent')}
              listLabel={c('correctTitle')}
              query={query}
              choices={choices}
              keyOf={({ intent }) => intent}
              onChoose={(intent) => choose(intent, close)}
            >
              {(intent) => (
                <>
                  <span class="cut">{said(intent)}</span>
                  <span class="muted small cut">{language.value === 'zh' ? intent.en : intent.zh}</span>
                </>
              )}
            </ChoiceField>
            {found.name === 'there' && choices.length === 0 && <p class="empty">{c('nothingFits')}</p>}
            <p class="muted small key-hint">{c('howToPick')}</p>
            <div role="alert">{failed.value && <p class="blanks">{c('notKept')}</p>}</div>
          </>
        )
      }
    </Sheet>
  )
}
