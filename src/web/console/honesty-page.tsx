import './insight.css'
import './honesty.css'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { IntentAutonomy } from '../../domain/autonomy.ts'
import { HONESTY_DAYS, type HonestyFigures } from '../../domain/honesty.ts'
import { Icon } from '../shared/icons.tsx'
import { useFetched } from './fetched.ts'
import { Acceptance } from './honesty-acceptance.tsx'
import { AloneTable } from './honesty-intents.tsx'
import { JudgedPart } from './honesty-judged.tsx'
import { type HonestyPlace, hashOf, honestyPlace } from './honesty-place.ts'
import { Reliability } from './honesty-reliability.tsx'
import { Turns } from './honesty-turns.tsx'
import { binName, i } from './insight-texts.ts'

export type HonestyAnswer = HonestyFigures & { promised: number; intents: IntentAutonomy[] }

/** How often the bot was right when it was sure; each figure leads to its conversations. */
export const HonestyPage = () => {
  const place = useSignal<HonestyPlace>(honestyPlace(location.hash) ?? { days: HONESTY_DAYS[0] })
  useEffect(() => {
    const follow = () => {
      place.value = honestyPlace(location.hash) ?? place.value
    }
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  const { days, point } = place.value
  const { state, again } = useFetched<HonestyAnswer>(`/v1/honesty?days=${days}`)
  const found = state.value
  return (
    <main class="honesty" data-pane tabIndex={-1}>
      <header class="honesty-head">
        <h1>{i('honesty')}</h1>
        <span class="days">
          {HONESTY_DAYS.map((n) => (
            <a class="button" key={n} href={hashOf({ days: n })} aria-current={n === days ? 'true' : undefined}>
              {i('lastDays', { n })}
            </a>
          ))}
        </span>
        <a class="link-button" href="#desk">
          <Icon name="back" size={15} /> {i('backToDesk')}
        </a>
      </header>
      <p class="intro muted">{i('honestyIntro')}</p>
      <div aria-live="polite">
        {found.name === 'loading' && <p>{i('loading')}</p>}
        {found.name === 'failed' && (
          <p>
            {i('failed', { why: found.why })}{' '}
            <button type="button" class="link-button" onClick={() => void again()}>
              {i('again')}
            </button>
          </p>
        )}
      </div>
      {found.name === 'there' && (
        <div class="honesty-parts">
          {found.value.capped && <p class="muted">{i('capped')}</p>}
          {point !== undefined && (
            <Turns key={JSON.stringify(point)} days={days} point={point} what={whatOf(found.value, place.value)} />
          )}
          <Reliability figures={found.value} days={days} />
          <Acceptance figures={found.value} days={days} />
          <JudgedPart days={days} />
          <AloneTable figures={found.value} days={days} changed={again} />
        </div>
      )}
    </main>
  )
}

/** What a point is called. */
const whatOf = ({ bins }: HonestyFigures, { point = {} }: HonestyPlace): { text: string } | { intent: string } => {
  if (point.intent !== undefined) return { intent: point.intent }
  const bin = bins[point.bin ?? -1]
  return { text: bin === undefined ? (point.day ?? '') : binName(bin) }
}
