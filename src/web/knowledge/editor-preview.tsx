import { useSignal } from '@preact/signals'
import type { Language } from '../../domain/message.ts'
import { AnswerCards } from '../shared/answer-cards.tsx'
import { Markdown } from '../shared/markdown-view.tsx'
import { langTag } from './articles-row.tsx'
import { conditionText } from './editor-answers.tsx'
import { type Draft, inputOf } from './editor-fields.ts'
import { filledWithExamples, type SlotChoice } from './editor-slots.ts'
import { t } from './editor-texts.ts'

/** The answer as a customer would see it, its slots filled with examples. */
export const Preview = (props: {
  draft: Draft
  lang: Language
  slots: readonly SlotChoice[]
  /** A button of a card that sends its words was tapped. */
  onSay(text: string): void
}) => {
  const { draft, lang, slots, onSay } = props
  const chosen = useSignal<string>('')
  const variants = draft.answers[lang].map((variant) => ({
    name: variant.when === undefined ? t('previewPlain') : conditionText(variant.when),
    text: variant.text,
  }))
  const variant = variants.find(({ name }) => name === chosen.value) ?? variants.at(-1)
  const question = draft.questions[lang].find((text) => text.trim() !== '')
  const filled = (text: string) => filledWithExamples(text, slots, lang)
  const cards = (inputOf(draft).cards?.[lang] ?? []).map(({ title, text, ...rest }) => ({
    ...rest,
    title: filled(title),
    ...(text === undefined ? {} : { text: filled(text) }),
  }))
  return (
    <div class="look">
      {variants.length > 1 && (
        <label class="choice">
          <span>{t('previewAs')}</span>
          <select
            value={variant?.name ?? ''}
            onChange={(event) => {
              chosen.value = event.currentTarget.value
            }}
          >
            {variants.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <div class="look-chat" lang={langTag(lang)}>
        {question !== undefined && <p class="said-customer">{question}</p>}
        {variant === undefined || variant.text.trim() === '' ? (
          <p class="muted" lang={undefined}>
            {t('previewEmpty')}
          </p>
        ) : (
          <div class="said-bot">
            <Markdown text={filled(variant.text)} />
            {draft.source !== '' && !draft.courtesy && (
              <p class="said-source">
                {t('previewSource')}: {draft.title[lang]} · {draft.source}
              </p>
            )}
          </div>
        )}
        {cards.length > 0 && <AnswerCards cards={cards} onSay={onSay} />}
      </div>
      <p class="muted small">{t('previewHint')}</p>
    </div>
  )
}
