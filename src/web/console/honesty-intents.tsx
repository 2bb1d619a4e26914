import { useSignal } from '@preact/signals'
import type { IntentAutonomy } from '../../domain/autonomy.ts'
import { call } from '../shared/api.ts'
import { language } from '../shared/i18n.ts'
import type { Desk } from './desk.ts'
import { useDesk } from './desk-context.ts'
import type { HonestyAnswer } from './honesty-page.tsx'
import { hashOf } from './honesty-place.ts'
import { end, type InsightText, i, share } from './insight-texts.ts'
import { intentName } from './intent-name.ts'
import { session } from './session.ts'
import { WideTable } from './wide-table.tsx'

const STATES: Record<IntentAutonomy['state'], InsightText> = {
  alone: 'may',
  suggestOnly: 'mayNot',
  reduced: 'wasReduced',
}

interface Parts {
  figures: HonestyAnswer
  days: number
  changed(): Promise<void>
}

/** Per intent whether the bot may answer alone, what that rests on, and the switch. */
export const AloneTable = ({ figures, days, changed }: Parts) => {
  const desk = useDesk()
  const find = useSignal('')
  const told = useSignal('')
  /** Given back, an intent has no outcomes yet; it stays where it was pressed. */
  const flipped = useSignal<ReadonlySet<string>>(new Set())
  const count = (state: IntentAutonomy['state']) => figures.intents.filter((one) => one.state === state).length
  const named = figures.intents
    .map((one) => ({ ...one, name: intentName(desk, one.intent) }))
    .filter(({ name, intent }) => `${name} ${intent}`.toLowerCase().includes(find.value.trim().toLowerCase()))
    .sort((a, b) => place(a) - place(b) || b.outcomes.n - a.outcomes.n || a.name.localeCompare(b.name))
  const first = named.filter(
    (one) => find.value.trim() !== '' || one.outcomes.n > 0 || one.state === 'reduced' || flipped.value.has(one.intent),
  )
  const others = named.filter((one) => !first.includes(one))
  const flip = async ({ intent, name, state }: IntentAutonomy & { name: string }) => {
    const back = state === 'reduced'
    flipped.value = new Set([...flipped.value, intent])
    try {
      await call(`/v1/autonomy/${back ? 'restore' : 'reduce'}`, { token: session.token.value ?? '', body: { intent } })
      await changed()
      told.value = i('changed', { intent: name, state: i(back ? 'may' : 'wasReduced') })
    } catch {
      told.value = i('changeFailed')
    }
  }
  const rows = { days, me: desk.me.value, flip }
  return (
    <section>
      <h2 id="honesty-alone">{i('aloneTitle')}</h2>
      <p class="muted">
        {i('aloneHint', { alone: count('alone'), reduced: count('reduced'), suggest: count('suggestOnly') })}
      </p>
      <input
        type="search"
        class="find-intent"
        aria-label={i('filterIntents')}
        placeholder={i('filterIntents')}
        value={find.value}
        onInput={({ currentTarget }) => {
          find.value = currentTarget.value
        }}
      />
      <p role="status" class="small">
        {told.value}
      </p>
      {first.length > 0 && <IntentTable {...rows} intents={first} />}
      {others.length > 0 && (
        <details>
          <summary>{i('others', { n: others.length })}</summary>
          <IntentTable {...rows} intents={others} />
        </details>
      )}
    </section>
  )
}

type Named = IntentAutonomy & { name: string }

const IntentTable = (parts: {
  intents: readonly Named[]
  days: number
  me: Desk['me']['value']
  flip(one: Named): Promise<void>
}) => (
  <WideTable by="honesty-alone">
    <thead>
      <tr>
        <th scope="col">{i('intent')}</th>
        <th scope="col">{i('state')}</th>
        <th scope="col">{i('evidence')}</th>
        <th scope="col">
          <span class="sr">{i('takeBack')}</span>
        </th>
      </tr>
    </thead>
    <tbody>
      {parts.intents.map((one) => (
        <tr key={one.intent} class={one.state}>
          <th scope="row">{one.name}</th>
          <td>
            {i(STATES[one.state])}
            {one.bar !== null && <span class="muted small"> ≥ {share(one.bar)}</span>}
            {one.since !== undefined && <span class="muted small block">{whoTookIt(one)}</span>}
          </td>
          <td>
            {one.outcomes.n === 0 ? (
              <span class="muted">{i('noEvidence')}</span>
            ) : (
              <a href={hashOf({ days: parts.days, point: { intent: one.intent } })}>{evidenceOf(one)}</a>
            )}
            {one.trained !== undefined && (
              <span class="muted small block">{i('trainedOn', { n: one.trained.n, right: one.trained.right })}</span>
            )}
          </td>
          <td>
            <Switch one={one} role={parts.me.role} onFlip={() => parts.flip(one)} />
          </td>
        </tr>
      ))}
    </tbody>
  </WideTable>
)

/** Supervisors and admins have it; what outcomes took back only admins. */
const Switch = ({ one, role, onFlip }: { one: Named; role: string | undefined; onFlip(): Promise<void> }) => {
  const busy = useSignal(false)
  if ((role !== 'supervisor' && role !== 'admin') || one.state === 'suggestOnly') return null
  const back = one.state === 'reduced'
  if (back && one.by === undefined && role !== 'admin') return <span class="muted small">{i('adminOnly')}</span>
  return (
    <button
      type="button"
      class="button"
      disabled={busy.value}
      aria-label={i(back ? 'giveBackOf' : 'takeBackOf', { intent: one.name })}
      onClick={() => {
        busy.value = true
        void onFlip().finally(() => {
          busy.value = false
        })
      }}
    >
      {i(back ? 'giveBack' : 'takeBack')}
    </button>
  )
}

const place = ({ state }: IntentAutonomy): number => (state === 'reduced' ? 0 : 1)

const evidenceOf = ({ outcomes: { n, right, lower, upper } }: IntentAutonomy): string =>
  i('evidenceIs', { n, right, lower: end(lower), upper: end(upper) })

const whoTookIt = ({ by, since = '' }: IntentAutonomy): string => {
  const at = new Date(since).toLocaleString(language.value)
  return by === undefined ? i('reducedByOutcomes', { at }) : i('reducedBy', { name: by, at })
}
