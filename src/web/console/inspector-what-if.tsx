import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { InspectedTurn, WhatIf } from '../../domain/inspection.ts'
import { call } from '../shared/api.ts'
import { i } from './insight-texts.ts'
import { decisionWords, reasonWords } from './inspector-words.ts'
import { session } from './session.ts'

/** How long the slider rests before the server is asked, milliseconds. */
const REST_MS = 150

/** The recorded turn decided again under another bar, on the server, by the very rules; nothing comes of it. */
export const WhatIfPart = ({ turn, path }: { turn: InspectedTurn; path: string }) => {
  const bar = useSignal(Math.round((turn.bar ?? turn.record.policy.answerAbove) * 100))
  const asked = useSignal(false)
  const result = useSignal<WhatIf | 'failed' | undefined>(undefined)
  useEffect(() => {
    if (!asked.value) return
    const asking = new AbortController()
    const timer = setTimeout(() => {
      call<WhatIf>(`${path}/what-if?answerAbove=${bar.value / 100}`, {
        token: session.token.value ?? '',
        signal: asking.signal,
      }).then(
        (told) => {
          result.value = told
        },
        () => {
          if (!asking.signal.aborted) result.value = 'failed'
        },
      )
    }, REST_MS)
    return () => {
      clearTimeout(timer)
      asking.abort()
    }
  }, [bar.value, asked.value])
  return (
    <section class="what-if">
      <h3>{i('whatIf')}</h3>
      {turn.replayable ? (
        <>
          <label>
            {i('whatIfLabel')} <strong>{bar.value}%</strong>
            <input
              type="range"
              min={0}
              max={100}
              step={1}
              value={bar.value}
              aria-valuetext={`${bar.value}%`}
              onInput={({ currentTarget }) => {
                bar.value = Number(currentTarget.value)
                asked.value = true
              }}
            />
          </label>
          <p role="status" class={`what-if-told ${isOther(result.value) ? 'other' : ''}`}>
            {toldOf(result.value)}
          </p>
          <p class="muted small">{i('whatIfHint')}</p>
        </>
      ) : (
        <p class="muted">{i('whatIfNone')}</p>
      )}
    </section>
  )
}

const isOther = (result: WhatIf | 'failed' | undefined): boolean =>
  result !== undefined && result !== 'failed' && !result.same

const toldOf = (result: WhatIf | 'failed' | undefined): string => {
  if (result === undefined) return ''
  if (result === 'failed') return i('changeFailed')
  const { kind, reason, text } = result.now
  const what = `${decisionWords(kind)}${i('because', { why: reasonWords(reason) })}${text === undefined ? '' : ` — ${text}`}`
  return i(result.same ? 'whatIfSame' : 'whatIfOther', { what })
}
