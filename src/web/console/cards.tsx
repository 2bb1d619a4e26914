import { useSignal } from '@preact/signals'
import type { Suggestion } from '../../domain/record.ts'
import { elapsed, percent } from '../shared/format.ts'
import { language } from '../shared/i18n.ts'
import { Icon } from '../shared/icons.tsx'
import type { Seat } from './seats.ts'
import { SourceChips } from './source-chips.tsx'
import { t } from './texts.ts'
import { WhyChip } from './why-chip.tsx'

const HIGH = 0.85
const MEDIUM = 0.6

const level = (confidence: number) => (confidence >= HIGH ? 'high' : confidence >= MEDIUM ? 'medium' : 'low')

/** Whole replies to choose from, best first; those that are hardly sure wait behind a button. */
export const Cards = ({ seat, onInsert }: { seat: Seat; onInsert(suggestion: Suggestion): void }) => {
  // Where there is little room the grey text alone must do.
  const folded = useSignal(matchMedia('(max-width: 719px)').matches)
  const all = useSignal(false)
  const { suggestion, history } = seat.room
  const frame = suggestion.value
  if (frame === undefined) return null
  const sure = frame.suggestions.filter(({ confidence }) => confidence >= MEDIUM)
  const shown = all.value ? frame.suggestions : sure
  const more = frame.suggestions.length - shown.length
  const stale = history.transcript.value.events.some(
    ({ seq, from }) => seq > frame.messageSeq && from.role === 'customer',
  )
  return (
    <section class={stale ? 'cards stale' : 'cards'} aria-label={t('suggestions', { n: frame.suggestions.length })}>
      <header>
        <Icon name="spark" size={15} />
        <span class="cards-title">
          {stale ? t('staleSuggestions') : t('suggestions', { n: frame.suggestions.length })}
        </span>
        {!folded.value && more > 0 && (
          <button
            type="button"
            class="link-button"
            onClick={() => {
              all.value = true
            }}
          >
            {t('more', { n: more })}
          </button>
        )}
        <button
          type="button"
          class="link-button"
          aria-expanded={!folded.value}
          onClick={() => {
            folded.value = !folded.value
          }}
        >
          {t(folded.value ? 'showMore' : 'showLess')}
        </button>
      </header>
      {!folded.value && shown.length > 0 && (
        <ol>
          {shown.map((one) => (
            <Card key={one.id} suggestion={one} about={frame} onInsert={onInsert} />
          ))}
        </ol>
      )}
    </section>
  )
}

/** A slot by its name, as agents see it in the text; a system that could not be read in words. */
const missingName = (missing: string): string =>
  missing === 'orders' ? t('ordersUnread') : missing === 'refunds' ? t('refundsUnread') : missing

const Card = (props: {
  suggestion: Suggestion
  /** The message that it would answer. */
  about: { conversation: string; messageSeq: number }
  onInsert(suggestion: Suggestion): void
}) => {
  const { suggestion, onInsert } = props
  const { conversation, messageSeq } = props.about
  const grade = level(suggestion.confidence)
  return (
    <li class="card">
      <p class="card-text" title={suggestion.text}>
        {suggestion.text}
      </p>
      {suggestion.missing.length > 0 && (
        <p class="missing">
          <Icon name="alert" size={13} />{' '}
          {t('missing', { slots: suggestion.missing.map(missingName).join(language.value === 'zh' ? '、' : ', ') })}
        </p>
      )}
      {suggestion.stale?.map(({ slot, ageMs }) => (
        <p key={slot} class="missing">
          <Icon name="alert" size={13} /> {t('staleSlot', { slot, time: elapsed(ageMs, language.value) })}
        </p>
      ))}
      <div class="card-foot">
        <WhyChip conversation={conversation} seq={messageSeq}>
          <span class={`grade ${grade}`}>
            <meter min={0} max={1} value={suggestion.confidence} aria-hidden="true" />
            {t(grade)} {percent(suggestion.confidence)}
          </span>
        </WhyChip>
        <SourceChips sources={suggestion.sources} />
        <button type="button" class="button small" onClick={() => onInsert(suggestion)}>
          {t('insert')}
        </button>
      </div>
    </li>
  )
}
