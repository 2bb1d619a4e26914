import type { AnswerVariant } from '../../domain/article.ts'
import type { FieldFault } from '../../domain/errors.ts'
import type { Language } from '../../domain/message.ts'
import { AnswerBox } from './editor-answer-box.tsx'
import { faultPlace } from './editor-faults.ts'
import { Field, Group } from './editor-field.tsx'
import type { SlotChoice } from './editor-slots.ts'
import { type EditorText, t } from './editor-texts.ts'

type Condition = NonNullable<AnswerVariant['when']>

/** The states that an answer can be written for. */
const STATES: Record<Condition['slot'], readonly string[]> = {
  'order.status': ['unpaid', 'paid', 'shipped', 'out_for_delivery', 'delivered', 'cancelled'],
  'refund.status': ['requested', 'approved', 'paid', 'rejected'],
}
const SLOTS = Object.keys(STATES) as Condition['slot'][]

/** The answer of one language: the plain one first, then those for a state of the order. */
export const Answers = (props: {
  lang: Language
  answers: readonly AnswerVariant[]
  slots: readonly SlotChoice[]
  faults: readonly FieldFault[]
  onChange(answers: AnswerVariant[]): void
}) => {
  const { lang, answers, slots, faults, onChange } = props
  const plain = answers.find(({ when }) => when === undefined)
  const others = answers.filter(({ when }) => when !== undefined)
  // As the server keeps them: conditions first, the plain one last.
  const put = (nextOthers: AnswerVariant[], text: string) =>
    onChange([...nextOthers, ...(text === '' ? [] : [{ text }])])
  const change = (at: number, next: AnswerVariant[]) => put(others.toSpliced(at, 1, ...next), plain?.text ?? '')
  return (
    <Group legend={t('answer')} hint={t('answerHint')} class="answers">
      <Field
        id={`answer-${lang}`}
        label={t(others.length === 0 ? 'answerOnly' : 'answerPlain')}
        faults={faults.filter((fault) => others[faultPlace(fault) ?? others.length] === undefined)}
        class={others.length === 0 ? 'quiet' : ''}
      >
        {(described) => (
          <AnswerBox
            described={described}
            lang={lang}
            text={plain?.text ?? ''}
            slots={slots}
            onChange={(text) => put(others, text)}
          />
        )}
      </Field>
      {others.map((variant, at) => (
        <Variant
          // A variant is its place; its condition changes while it is written.
          key={at}
          id={`answer-${lang}-${at}`}
          lang={lang}
          variant={variant}
          slots={slots}
          // The server counts as it was sent: conditions first.
          faults={faults.filter((fault) => faultPlace(fault) === at)}
          onChange={(next) => change(at, [next])}
          onRemove={() => change(at, [])}
        />
      ))}
      <button
        type="button"
        class="button small-button"
        onClick={() => put([...others, { when: { slot: 'order.status', values: [] }, text: '' }], plain?.text ?? '')}
      >
        {t('addVariant')}
      </button>
    </Group>
  )
}

const Variant = (props: {
  id: string
  lang: Language
  variant: AnswerVariant
  slots: readonly SlotChoice[]
  faults: readonly FieldFault[]
  onChange(variant: AnswerVariant): void
  onRemove(): void
}) => {
  const { id, variant, onChange } = props
  const { slot, values } = variant.when ?? { slot: 'order.status' as const, values: [] }
  const put = (when: Condition) => onChange({ ...variant, when })
  return (
    <div class="variant">
      <div class="condition">
        <label>
          <span>{t('conditionSlot')}</span>
          <select
            value={slot}
            onChange={(event) => put({ slot: event.currentTarget.value as Condition['slot'], values: [] })}
          >
            {SLOTS.map((name) => (
              <option key={name} value={name}>
                {slotName(name)}
              </option>
            ))}
          </select>
        </label>
        <span>{t('conditionIs')}</span>
        {STATES[slot].map((state) => (
          <label class="tick" key={state}>
            <input
              type="checkbox"
              checked={values.includes(state)}
              onChange={(event) =>
                put({
                  slot,
                  values: STATES[slot].filter((each) =>
                    each === state ? event.currentTarget.checked : values.includes(each),
                  ),
                })
              }
            />
            {stateName(slot, state)}
          </label>
        ))}
        <button type="button" class="link-button" onClick={props.onRemove}>
          {t('removeVariant')}
        </button>
      </div>
      <Field id={id} label={conditionText({ slot, values })} class="quiet" faults={props.faults}>
        {(described) => (
          <AnswerBox
            described={described}
            lang={props.lang}
            text={variant.text}
            slots={props.slots}
            onChange={(text) => onChange({ ...variant, text })}
          />
        )}
      </Field>
    </div>
  )
}

const slotName = (slot: Condition['slot']): string => t(slot === 'order.status' ? 'slotName_order' : 'slotName_refund')

const stateName = (slot: Condition['slot'], state: string): string =>
  t(`${slot === 'order.status' ? 'order' : 'refund'}_${state}` as EditorText)

/** `When the order is shipped or delivered`. */
export const conditionText = ({ slot, values }: Condition): string =>
  t('answerWhen', {
    slot: slotName(slot),
    values: values.length === 0 ? '…' : values.map((state) => stateName(slot, state)).join(t('or')),
  })
