import { useSignal } from '@preact/signals'
import { LOWEST_ANSWER_ABOVE, type Thresholds } from '../../domain/settings.ts'
import type { ThresholdEffect } from '../../gateway/settings-routes.ts'
import { ApiError, call } from '../shared/api.ts'
import { useDesk } from './desk-context.ts'
import { share } from './insight-texts.ts'
import { intentName } from './intent-name.ts'
import { session } from './session.ts'
import type { SettingsAnswer } from './settings-book.ts'
import { type AreaForm, Entry } from './settings-form.tsx'
import { s } from './settings-texts.ts'

const STEP = 0.01

export const ThresholdsForm = (props: { form: AreaForm<Thresholds>; trained: SettingsAnswer['trained'] }) => {
  const { form, trained } = props
  const { value, disabled, change } = form
  const desk = useDesk()
  const known = [...desk.intents.value.keys()]
    .filter((intent) => !(intent in value.intents) && trained.intents[intent] !== 'never')
    .map((intent) => ({ intent, name: intentName(desk, intent) }))
    .sort((a, b) => a.name.localeCompare(b.name))
  const bar = (name: 'answerAbove' | 'suggestAbove') => (
    <Entry
      label={s(name)}
      hint={s('trainedIs', { n: share(trained[name]) })}
      faults={form.faultsAt(`thresholds.${name}`)}
    >
      {(marks) => (
        <input
          {...marks}
          type="number"
          min={name === 'answerAbove' ? LOWEST_ANSWER_ABOVE : 0}
          max={1}
          step={STEP}
          value={value[name] ?? ''}
          disabled={disabled}
          onInput={({ currentTarget }) => {
            const { [name]: _, ...rest } = value
            const number = currentTarget.valueAsNumber
            change(Number.isNaN(number) ? rest : { ...rest, [name]: number })
          }}
        />
      )}
    </Entry>
  )
  const set = (intent: string, next: number | 'never' | undefined) => {
    const { [intent]: _, ...rest } = value.intents
    change({ ...value, intents: next === undefined ? rest : { ...rest, [intent]: next } })
  }
  return (
    <>
      <p class="muted">
        {s('thresholdsHint', { floor: LOWEST_ANSWER_ABOVE })} <a href="#honesty">{s('honesty')}</a>
      </p>
      <div class="entries">
        {bar('answerAbove')}
        {bar('suggestAbove')}
      </div>
      <fieldset>
        <legend>{s('perIntent')}</legend>
        <p class="muted small">{s('perIntentHint')}</p>
        <ul class="cards-list">
          {Object.entries(value.intents).map(([intent, own]) => (
            <OneIntent
              key={intent}
              name={intentName(desk, intent)}
              own={own}
              trained={trained.intents[intent] ?? trained.answerAbove}
              isWrong={form.faultsAt(`thresholds.intents.${intent}`).length > 0}
              disabled={disabled}
              set={(next) => set(intent, next)}
            />
          ))}
        </ul>
        {!disabled && (
          <select
            aria-label={s('chooseIntent')}
            value=""
            onChange={({ currentTarget }) => {
              if (currentTarget.value !== '') set(currentTarget.value, 'never')
            }}
          >
            <option value="">{s('chooseIntent')}</option>
            {known.map(({ intent, name }) => (
              <option key={intent} value={intent}>
                {name}
              </option>
            ))}
          </select>
        )}
      </fieldset>
      <Effect value={value} />
    </>
  )
}

const OneIntent = (props: {
  name: string
  own: number | 'never'
  trained: number | 'never'
  isWrong: boolean
  disabled: boolean
  set(next: number | 'never' | undefined): void
}) => {
  const { name, own, trained, disabled, set } = props
  const usual = trained === 'never' ? LOWEST_ANSWER_ABOVE : trained
  return (
    <li class="card-entry">
      <strong>{name}</strong>
      <label>
        <input
          type="checkbox"
          checked={own === 'never'}
          disabled={disabled}
          onChange={({ currentTarget }) => set(currentTarget.checked ? 'never' : usual)}
        />{' '}
        {s('never')}
      </label>
      {own !== 'never' && (
        <input
          type="number"
          aria-label={`${name}, ${s('answerAbove')}`}
          aria-invalid={props.isWrong || undefined}
          min={LOWEST_ANSWER_ABOVE}
          max={1}
          step={STEP}
          value={own}
          disabled={disabled}
          onInput={({ currentTarget }) => set(currentTarget.valueAsNumber)}
        />
      )}
      <span class="muted small">{s('trainedIs', { n: trained === 'never' ? s('never') : share(trained) })}</span>
      {!disabled && (
        <button type="button" class="link-button" aria-label={s('removeOf', { name })} onClick={() => set(undefined)}>
          {s('remove')}
        </button>
      )}
    </li>
  )
}

/** What the draft would have done in the last week. */
const Effect = ({ value }: { value: Thresholds }) => {
  const found = useSignal<{ of: Thresholds; effect: ThresholdEffect } | { of: Thresholds; why: string } | undefined>(
    undefined,
  )
  const look = async () => {
    try {
      const token = session.token.value ?? ''
      const effect = await call<ThresholdEffect>('/v1/settings/thresholds/effect', { token, body: { value } })
      found.value = { of: value, effect }
    } catch (error) {
      const why = error instanceof ApiError ? (error.problem.detail ?? error.message) : 'offline'
      found.value = { of: value, why }
    }
  }
  const shown = found.value?.of === value ? found.value : undefined
  return (
    <section class="effect" aria-labelledby="effect-title">
      <h3 id="effect-title">{s('effect')}</h3>
      <button type="button" class="button" onClick={() => void look()}>
        {s('effectShow')}
      </button>
      <div role="status">
        {shown !== undefined &&
          ('why' in shown ? <p>{s('failed', { why: shown.why })}</p> : <Told {...shown.effect} />)}
      </div>
    </section>
  )
}

const Told = ({ turns, alone, gained, lost, capped }: ThresholdEffect) => {
  if (turns === 0) return <p>{s('effectNone')}</p>
  return (
    <>
      <p>{s('effectWas', { turns, ...alone })}</p>
      {gained.turns === 0 && lost.turns === 0 && <p>{s('effectSame')}</p>}
      {gained.turns > 0 && <p>{s('effectGained', gained)}</p>}
      {lost.turns > 0 && <p>{s('effectLost', lost)}</p>}
      {capped && <p class="muted">{s('effectCapped', { turns })}</p>}
    </>
  )
}
