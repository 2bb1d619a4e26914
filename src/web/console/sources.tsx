import type { SourceState } from '../../domain/customer.ts'
import { clock } from '../shared/clock.ts'
import { elapsed } from '../shared/format.ts'
import { language } from '../shared/i18n.ts'
import { c } from './card-texts.ts'
import { type ConsoleText, t } from './texts.ts'

type SourceName = SourceState['source']

const STATE_SIGNS = { fresh: '●', stale: '▲', absent: '✕', unknown: '○' } as const
/** The system answered: it has nobody of this name, as it has of no visitor. */
const UNKNOWN = 'notFound'
const REASONS: Record<string, ConsoleText> = {
  deadline: 'reasonDeadline',
  unreachable: 'reasonUnreachable',
  notFound: 'reasonNotFound',
  invalid: 'reasonInvalid',
  notAsked: 'reasonNotAsked',
  refreshing: 'reasonRefreshing',
}

/** How old each part is, so that nobody promises on yesterday's data. */
export const Sources = ({ sources, since }: { sources: SourceState[]; since: number }) => (
  <section class="sources">
    <h2>{t('sources')}</h2>
    <ul>
      {sources.map(({ source, state, ageMs, reason }) => {
        const shown = reason === UNKNOWN ? 'unknown' : state
        const age = t('ageAgo', { time: elapsed(ageMs + clock.value - since, language.value) })
        const words = [shown !== 'unknown' && t(state), state !== 'absent' && age, reason && reasonOf(reason)]
        return (
          <li key={source} class={shown}>
            <span aria-hidden="true">{STATE_SIGNS[shown]}</span> {nameOf(source)}
            <span class="muted small">{words.filter(Boolean).join(' · ')}</span>
          </li>
        )
      })}
    </ul>
  </section>
)

/** Beside a section's heading where what stands below it is old or not there; nothing where it is fresh. */
export const SourceMark = ({
  of,
  sources,
  since,
}: {
  of: SourceName | readonly SourceName[]
  sources: SourceState[]
  since: number
}) => {
  const marked = sources.filter(({ source, state }) => [of].flat().includes(source) && state !== 'fresh')
  return (
    <>
      {marked.map(({ source, state, ageMs, reason }) => {
        // No fault of anybody's.
        if (reason === UNKNOWN) return null
        const time = elapsed(ageMs + clock.value - since, language.value)
        const values = { source: nameOf(source), time, reason: reason === undefined ? '' : reasonOf(reason) }
        const text =
          state === 'stale' ? (reason ? 'staleSection' : 'staleSince') : reason ? 'absentSection' : 'absentPlain'
        return (
          <span key={source} class={`source-mark ${state}`}>
            <span aria-hidden="true">{STATE_SIGNS[state]}</span> {c(text, values)}
          </span>
        )
      })}
    </>
  )
}

const nameOf = (source: SourceName): string => {
  if (source === 'crm') return t('crm')
  if (source === 'orders') return t('ordersSource')
  if (source === 'invoices') return c('invoiceSystem')
  return source === 'parcels' ? t('parcelsSource') : c(source)
}

const reasonOf = (reason: string): string => (REASONS[reason] === undefined ? reason : t(REASONS[reason]))
