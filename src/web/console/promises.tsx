import { useSignal } from '@preact/signals'
import type { PromiseNote } from '../../domain/promise.ts'
import { orderTail } from '../../lib/order-tail.ts'
import { call } from '../shared/api.ts'
import { clock } from '../shared/clock.ts'
import { elapsed, money, shortDate } from '../shared/format.ts'
import { language } from '../shared/i18n.ts'
import { Icon } from '../shared/icons.tsx'
import { session } from './session.ts'
import { type ConsoleText, t } from './texts.ts'

const KIND: Record<PromiseNote['kind'], ConsoleText> = {
  ship: 'promiseShip',
  deliver: 'promiseDeliver',
  refund: 'promiseRefund',
  compensate: 'promiseCompensate',
  contact: 'promiseContact',
  other: 'promiseOther',
}
const STATE: Record<PromiseNote['state'], ConsoleText> = {
  open: 'promiseOpen',
  kept: 'promiseKept',
  broken: 'promiseBroken',
  late: 'promiseLate',
}

/** What was promised to the customer, and what became of it. */
export const Promises = ({ promises }: { promises: PromiseNote[] }) => (
  <section class="promises">
    <h2>
      {t('promises')} <span class="muted">{promises.length}</span>
    </h2>
    <ul>
      {promises.map((promise) => (
        <PromiseLine key={promise.id} promise={promise} />
      ))}
    </ul>
  </section>
)

const PromiseLine = ({ promise }: { promise: PromiseNote }) => {
  const { state, due, amount, order, by, text, kind, raisedAt, settledBy } = promise
  const soon = state === 'open' && raisedAt !== undefined
  const person = settledBy !== undefined && settledBy !== 'mesh' && settledBy !== 'clock' ? settledBy : undefined
  return (
    <li class={soon ? 'promise soon' : `promise ${state}`}>
      <p class="promise-head">
        <span class="tag">
          {(soon || state === 'broken') && <Icon name="alert" size={13} />} {t(soon ? 'promiseSoon' : STATE[state])}
        </span>
        <strong>
          {t(KIND[kind])}
          {amount !== undefined && ` ${money(amount, language.value)}`}
        </strong>
        {due !== undefined && <DueTime due={due} open={state === 'open'} />}
      </p>
      <p class="promise-text">{text}</p>
      <p class="muted small">
        {t('promisedBy', { name: by.name, time: shortDate(promise.at, language.value, true) })}
        {order !== undefined && ` · ${t('promiseOrder', { tail: orderTail(order) })}`}
        {state === 'kept' && settledBy === 'mesh' && ` · ${t('promiseShown')}`}
        {person !== undefined && ` · ${t('promiseSaidBy', { name: person })}`}
      </p>
      {(state === 'open' || state === 'broken') && <Settle id={promise.id} state={state} />}
    </li>
  )
}

const DueTime = ({ due, open }: { due: string; open: boolean }) => {
  const left = Date.parse(due) - clock.value
  const shown = open
    ? t(left >= 0 ? 'promiseIn' : 'promiseOver', { time: elapsed(Math.abs(left), language.value) })
    : ''
  return (
    <time dateTime={due} class="small">
      {t('promiseBy', { time: shortDate(due, language.value, true) })} {shown}
    </time>
  )
}

/** People say what does not show in the shop's systems; the frame that follows shows it. */
const Settle = ({ id, state }: { id: string; state: 'open' | 'broken' }) => {
  const failed = useSignal(false)
  const sending = useSignal(false)
  const settle = async () => {
    sending.value = true
    const body = { state: state === 'open' ? 'kept' : 'late' }
    await call(`/v1/promises/${encodeURIComponent(id)}`, { token: session.token.value ?? '', body }).then(
      () => {
        failed.value = false
      },
      () => {
        failed.value = true
      },
    )
    sending.value = false
  }
  return (
    <p class="promise-foot">
      <button type="button" class="link-button" disabled={sending.value} onClick={() => void settle()}>
        {t(state === 'open' ? 'markKept' : 'markLate')}
      </button>
      <span role="status">{failed.value ? t('markFailed') : ''}</span>
    </p>
  )
}
