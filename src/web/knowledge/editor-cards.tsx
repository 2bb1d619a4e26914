import type { Card } from '../../domain/card.ts'
import type { FieldFault } from '../../domain/errors.ts'
import type { Language } from '../../domain/message.ts'
import { langTag } from './articles-row.tsx'
import { Faults, Group } from './editor-field.tsx'
import { t } from './editor-texts.ts'

/** As many as the server takes. */
const MOST_CARDS = 5
const MOST_BUTTONS = 3

type Button = Card['buttons'][number]

/** The cards under the answer of one language. */
export const Cards = (props: {
  lang: Language
  cards: readonly Card[]
  faults: readonly FieldFault[]
  onChange(cards: Card[]): void
}) => {
  const { lang, cards, onChange } = props
  return (
    <Group legend={t('cards')} hint={t('cardsHint')} class="cards-edit">
      {cards.map((card, at) => (
        // A card is its place; its texts change while they are written.
        <fieldset class="card-edit" key={at} aria-label={t('card', { n: at + 1 })}>
          <CardForm lang={lang} card={card} onChange={(next) => onChange(cards.toSpliced(at, 1, next))} />
          <button type="button" class="link-button" onClick={() => onChange(cards.toSpliced(at, 1))}>
            {t('removeCard', { n: at + 1 })}
          </button>
        </fieldset>
      ))}
      {cards.length < MOST_CARDS && (
        <button
          type="button"
          class="button small-button"
          onClick={() => onChange([...cards, { title: '', buttons: [] }])}
        >
          {t('addCard')}
        </button>
      )}
      <Faults faults={props.faults} />
    </Group>
  )
}

const CardForm = ({ lang, card, onChange }: { lang: Language; card: Card; onChange(card: Card): void }) => {
  const { buttons } = card
  const line = (key: 'title' | 'text' | 'image', label: string) => (
    <label class="line">
      <span>{label}</span>
      <input
        type="text"
        lang={langTag(lang)}
        value={card[key] ?? ''}
        onInput={(event) => onChange({ ...card, [key]: event.currentTarget.value })}
      />
    </label>
  )
  return (
    <>
      {line('title', t('cardTitle'))}
      {line('text', t('cardText'))}
      {line('image', t('cardImage'))}
      {buttons.map((button, at) => (
        <ButtonForm
          // A button is its place; its texts change while they are written.
          key={at}
          n={at + 1}
          lang={lang}
          button={button}
          onChange={(next) => onChange({ ...card, buttons: buttons.toSpliced(at, 1, ...next) })}
        />
      ))}
      {buttons.length < MOST_BUTTONS && (
        <button
          type="button"
          class="link-button"
          onClick={() => onChange({ ...card, buttons: [...buttons, { label: '', say: '' }] })}
        >
          {t('addButton')}
        </button>
      )}
    </>
  )
}

const ButtonForm = (props: { n: number; lang: Language; button: Button; onChange(buttons: Button[]): void }) => {
  const { n, button, lang, onChange } = props
  const kind = button.url === undefined ? 'say' : 'url'
  const target = button.url ?? button.say ?? ''
  return (
    <fieldset class="button-edit" aria-label={t('button', { n })}>
      <input
        type="text"
        lang={langTag(lang)}
        aria-label={`${t('button', { n })}: ${t('buttonLabel')}`}
        placeholder={t('buttonLabel')}
        value={button.label}
        onInput={(event) => onChange([{ ...button, label: event.currentTarget.value }])}
      />
      <select
        aria-label={`${t('button', { n })}: ${t('buttonKind')}`}
        value={kind}
        onChange={(event) => onChange([{ label: button.label, [event.currentTarget.value]: target }])}
      >
        <option value="say">{t('buttonSay')}</option>
        <option value="url">{t('buttonUrl')}</option>
      </select>
      <input
        type="text"
        lang={kind === 'say' ? langTag(lang) : undefined}
        aria-label={`${t('button', { n })}: ${t('buttonTarget')}`}
        placeholder={kind === 'url' ? 'https://…' : t('buttonTarget')}
        value={target}
        onInput={(event) => onChange([{ label: button.label, [kind]: event.currentTarget.value }])}
      />
      <button type="button" class="link-button" onClick={() => onChange([])}>
        {t('removeButton', { n })}
      </button>
    </fieldset>
  )
}
