import type { ReadonlySignal } from '@preact/signals'
import type { Consequences } from '../../domain/consequences.ts'
import type { OutcomeResult } from '../../domain/record.ts'
import { q } from './consequence-texts.ts'
import type { Fetched } from './fetched.ts'
import type { Retractable } from './retractable.ts'
import { t } from './texts.ts'

/** What was decided because of what is taken back, as the server has it; some of it to choose where it can be. */
export const Because = (props: {
  title: string
  found: ReadonlySignal<Fetched<Consequences>>
  again(): void
  /** Those that may be taken back as well. */
  choices: readonly Retractable[]
  isChosen(said: Retractable): boolean
  choose(seq: number, chosen: boolean): void
  /** It all goes without being chosen. */
  goesToo: boolean
}) => {
  const found = props.found.value
  return (
    <section class="because" aria-label={props.title}>
      <h3>{props.title}</h3>
      <div role="status">
        {found.name === 'loading' && <p class="muted">{q('looking')}</p>}
        {found.name === 'failed' && <p>{q('notFound')}</p>}
        {found.name === 'there' && isNothing(found.value) && <p class="muted">{q('nothing')}</p>}
      </div>
      {found.name === 'failed' && (
        <button type="button" class="button" onClick={props.again}>
          {q('lookAgain')}
        </button>
      )}
      {found.name === 'there' && <Facts of={found.value} />}
      {props.goesToo && found.name === 'there' && !isNothing(found.value) && <p class="muted">{q('goesToo')}</p>}
      {props.choices.length > 0 && (
        <fieldset>
          <legend>{q('together')}</legend>
          {props.choices.map((said) => (
            <label class="retractable" key={said.seq}>
              <input
                type="checkbox"
                checked={props.isChosen(said)}
                onChange={({ currentTarget }) => props.choose(said.seq, currentTarget.checked)}
              />
              <strong>{said.role === 'bot' ? t('botBadge') : q('agentSaid')}</strong>
              <span class="cut">{said.text}</span>
              {said.doubt !== undefined && (
                <span class="muted">{q(said.doubt === 'kept' ? 'doubtKept' : 'doubtEdited')}</span>
              )}
            </label>
          ))}
        </fieldset>
      )}
    </section>
  )
}

/** What cannot be unsaid: it was shown or recorded. */
const Facts = ({ of: { suggestions, outcomes } }: { of: Consequences }) => {
  const list = (Object.entries(outcomes) as [OutcomeResult, number][])
    .map(([result, n]) => q(result, { n }))
    .join(' · ')
  return (
    <ul class="facts">
      {suggestions > 0 && <li>{q('suggestions', { n: suggestions })}</li>}
      {list !== '' && <li>{q('outcomes', { list })}</li>}
    </ul>
  )
}

const isNothing = ({ answers, replies, suggestions, outcomes }: Consequences): boolean =>
  answers.length + replies.length + suggestions + Object.keys(outcomes).length === 0
