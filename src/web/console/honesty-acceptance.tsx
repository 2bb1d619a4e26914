import type { HonestyDay } from '../../domain/honesty.ts'
import { language } from '../shared/i18n.ts'
import { AcceptanceChart } from './honesty-chart.tsx'
import type { HonestyAnswer } from './honesty-page.tsx'
import { hashOf } from './honesty-place.ts'
import { end, type InsightText, i } from './insight-texts.ts'
import { WideTable } from './wide-table.tsx'

/** Suggestions a day below which a share of them says little. */
const LEAST_A_DAY = 10
const RESULTS = ['accepted', 'edited', 'rewritten', 'dismissed', 'expired'] as const satisfies InsightText[]

/** Suggestions that an agent dealt with. */
export const dealtWith = ({ accepted, edited, rewritten, dismissed }: HonestyDay): number =>
  accepted + edited + rewritten + dismissed

/** What agents made of suggestions, by day: drawn, and as a table. */
export const Acceptance = ({ figures, days }: { figures: HonestyAnswer; days: number }) => {
  const dealt = figures.days.reduce((sum, day) => sum + dealtWith(day), 0)
  const shown = figures.days.filter((day) => dealtWith(day) + day.expired > 0)
  return (
    <section>
      <h2 id="honesty-acceptance">{i('acceptance')}</h2>
      <p class="muted">{i('acceptanceHint')}</p>
      {dealt === 0 && <p>{i('acceptanceNone')}</p>}
      {dealt > 0 && dealt < LEAST_A_DAY * figures.days.length && (
        <p>{i('acceptanceFew', { n: dealt, least: LEAST_A_DAY })}</p>
      )}
      {dealt > 0 && (
        <AcceptanceChart
          days={figures.days}
          onPick={(day) => {
            location.hash = hashOf({ days, point: { day } })
          }}
        />
      )}
      {shown.length > 0 && (
        <WideTable by="honesty-acceptance">
          <thead>
            <tr>
              <th scope="col">{i('day')}</th>
              <th scope="col">{i('rate')}</th>
              {RESULTS.map((result) => (
                <th scope="col" key={result}>
                  {i(result)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((day) => (
              <tr key={day.day} class={dealtWith(day) < LEAST_A_DAY ? 'few' : ''}>
                <th scope="row" class="number">
                  <a href={hashOf({ days, point: { day: day.day } })}>{dayName(day.day)}</a>
                </th>
                <td class="number">{rateOf(day)}</td>
                {RESULTS.map((result) => (
                  <td class="number" key={result}>
                    {day[result]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </WideTable>
      )}
    </section>
  )
}

const rateOf = (day: HonestyDay): string => {
  const dealt = dealtWith(day)
  return dealt === 0 ? '–' : end((day.accepted + day.edited) / dealt)
}

/** A day of the shop, whose time zone is not the reader's. */
const dayName = (day: string): string =>
  new Date(`${day}T00:00:00Z`).toLocaleDateString(language.value, {
    timeZone: 'UTC',
    month: 'short',
    day: 'numeric',
    weekday: 'short',
  })
