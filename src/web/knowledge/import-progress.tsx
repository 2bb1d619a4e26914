import { useRef } from 'preact/hooks'
import type { ImportProgress as Progress } from '../../domain/knowledge-import.ts'
import { elapsed } from '../shared/format.ts'
import { language } from '../shared/i18n.ts'
import { type Mark, timeLeft } from './eta.ts'
import { word } from './import-texts.ts'

const STEPS = {
  reading: 'stepReading',
  comparing: 'stepComparing',
  embedding: 'stepEmbedding',
  indexing: 'stepIndexing',
} as const
const NAMES = Object.keys(STEPS) as Progress['step'][]

/** How far the server is with a file: its steps, the counts of the present one, and how long it will take. */
export const ImportProgress = ({ progress }: { progress: Progress | undefined }) => {
  const start = useRef<(Mark & { step: string }) | undefined>(undefined)
  const { step, done, total } = progress ?? { step: 'reading' as const, done: 0, total: 0 }
  const at = Date.now()
  if (start.current?.step !== step) start.current = { step, at, done }
  const left = timeLeft(start.current, { at, done }, total)
  return (
    <div class="import-progress">
      <ol class="steps">
        {NAMES.map((name) => (
          <li
            key={name}
            class={NAMES.indexOf(name) < NAMES.indexOf(step) ? 'past' : ''}
            aria-current={name === step ? 'step' : undefined}
          >
            {word(STEPS[name])}
          </li>
        ))}
      </ol>
      <progress aria-label={word(STEPS[step])} {...(total > 0 && { max: total, value: done })} />
      <p class="muted small">
        {total > 0 && word('counted', { done: done.toLocaleString(), total: total.toLocaleString() })}
        {left !== undefined && ` · ${word('eta', { time: elapsed(left + 999, language.value) })}`}
      </p>
      {/* Each step is announced once, not each count. */}
      <p class="sr" role="status">
        {word(STEPS[step])}
      </p>
    </div>
  )
}
