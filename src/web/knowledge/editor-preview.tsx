import { useSignal } from '@preact/signals'
import type { Card } from '../../domain/article.ts'
import type { Language } from '../../domain/message.ts'
import { Markdown } from '../shared/markdown-view.tsx'
import { langTag } from './articles-row.tsx'
import { conditionText } from './editor-answers.tsx'
import type { Draft } from './editor-fields.ts'
import { filledWithExamples, type SlotChoice } from './editor-slots.ts'
import { t } from './editor-texts.ts'

/** The answer as a customer would see it, its slots filled with examples. */
export const Preview = ({ draft, lang, slots }: { draft: Draft; lang: Language; slots: readonly SlotChoice[] }) => {
  const chosen = useSignal<string>('')
  const variants = draft.answers[lang].map((variant) => ({
    name: variant.when === undefined ? t('previewPlain') : conditionText(variant.when),
    text: variant.text,
  }))
  const variant = variants.find(({ name }) => name === chosen.value) ?? variants.at(-1)
  const question = draft.questions[lang].find((text) => text.trim() !== '')
  const filled = (text: string) => filledWithExamples(text, slots, lang)
  return (
    <div class="preview">
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
      <div class="preview-chat" lang={langTag(lang)}>
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
        {draft.cards[lang].map((card, at) => (
          // A card is its place; its texts change while they are written.
          <CardView key={at} card={card} filled={filled} />
        ))}
      </div>
      <p class="muted small">{t('previewHint')}</p>
    </div>
  )
}

const CardView = ({ card, filled }: { card: Card; filled(text: string): string }) => (
  <div class="said-card">
    {card.image?.startsWith('https://') && <img src={card.image} alt="" />}
    <strong>{filled(card.title)}</strong>
    {card.text !== undefined && <p>{filled(card.text)}</p>}
    <ul>
      {card.buttons.map(({ label, url, say }) => (
        <li key={label} title={url === undefined ? t('says', { text: say ?? '' }) : t('opens', { address: url })}>
          {label}
        </li>
      ))}
    </ul>
  </div>
)
