import './order-steps.css'
import type { Order, Parcel } from '../../domain/customer.ts'
import { type OrderStepName, stepsOf } from '../../domain/order-steps.ts'
import { shortDate } from '../shared/format.ts'
import { language } from '../shared/i18n.ts'
import { type CardText, c } from './card-texts.ts'

const NAMES: Record<OrderStepName, CardText> = {
  paid: 'stepPaid',
  packed: 'stepPacked',
  shipped: 'stepShipped',
  out_for_delivery: 'stepOut',
  delivered: 'stepDelivered',
}
const TOLD = { done: 'stepDone', skipped: 'stepSkipped' } as const

/** Where an order is between being paid and being signed for. */
export const OrderSteps = ({ order, parcel }: { order: Order; parcel: Parcel | undefined }) => {
  const steps = stepsOf(order, parcel)
  if (steps.every(({ state }) => state === 'skipped')) return null
  return (
    <ol class="steps" aria-label={c('progress')}>
      {steps.map(({ step, state, at }) => (
        <li key={step} class={state} {...(state === 'current' && { 'aria-current': 'step' })}>
          <span>
            {c(NAMES[step])}
            {(state === 'done' || state === 'skipped') && <span class="sr"> {c(TOLD[state])}</span>}
          </span>
          {at !== undefined && <time dateTime={at}>{shortDate(at, language.value, true)}</time>}
        </li>
      ))}
    </ol>
  )
}
