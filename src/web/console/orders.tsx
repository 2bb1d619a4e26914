import './order-card.css'
import { useSignal } from '@preact/signals'
import type { Order, OrderStatus, Parcel } from '../../domain/customer.ts'
import { orderTail } from '../../lib/order-tail.ts'
import { money, shortDate } from '../shared/format.ts'
import { language, said } from '../shared/i18n.ts'
import { Icon, type IconName } from '../shared/icons.tsx'
import { c } from './card-texts.ts'
import { Invoices } from './invoices.tsx'
import { MaskedValue } from './masked-value.tsx'
import { OrderSteps } from './order-steps.tsx'
import { type ConsoleText, t } from './texts.ts'

const STATUS: Record<OrderStatus, { text: ConsoleText; icon: IconName }> = {
  unpaid: { text: 'unpaid', icon: 'card' },
  paid: { text: 'paid', icon: 'box' },
  shipped: { text: 'shipped', icon: 'truck' },
  out_for_delivery: { text: 'out_for_delivery', icon: 'truck' },
  delivered: { text: 'delivered_order', icon: 'done' },
  cancelled: { text: 'cancelled', icon: 'close' },
}
/** Tracking events shown before the rest is asked for. */
const EVENTS_SHOWN = 2

interface OrderParts {
  order: Order
  parcel: Parcel | undefined
  /** It is what the customer speaks of. */
  spokenOf?: boolean
}

/** One order in full: where it is, what is in it, what is owed. */
export const OrderCard = ({ order, parcel, spokenOf = false }: OrderParts) => (
  <article class={spokenOf ? 'order spoken-of' : 'order'}>
    {spokenOf && (
      <p class="spoken-mark">
        <Icon name="chat" size={13} /> {c('spokenOf')}
      </p>
    )}
    <header>
      <StatusPill status={order.status} />
      <CopyButton value={order.id} />
    </header>
    <OrderInside order={order} parcel={parcel} />
  </article>
)

/** One order as a line that opens. */
export const FoldedOrder = ({ order, parcel }: OrderParts) => {
  const [first] = order.lines
  const pieces = order.lines.reduce((sum, { quantity }) => sum + quantity, 0)
  const goods = first === undefined ? '' : said(first.name)
  return (
    <details class="order folded">
      <summary>
        <StatusPill status={order.status} />
        <span class="goods">{pieces > 1 ? c('moreGoods', { name: goods, n: pieces }) : goods}</span>
        <span class="muted number">{c('orderTail', { tail: orderTail(order.id) })}</span>
        <Icon name="down" size={14} />
      </summary>
      <p class="folded-number">
        <CopyButton value={order.id} />
      </p>
      <OrderInside order={order} parcel={parcel} />
    </details>
  )
}

const StatusPill = ({ status }: { status: OrderStatus }) => {
  const { text, icon } = STATUS[status]
  return (
    <span class={`pill ${status}`}>
      <Icon name={icon} size={14} /> {t(text)}
    </span>
  )
}

const OrderInside = ({ order, parcel }: { order: Order; parcel: Parcel | undefined }) => {
  const show = (iso: string) => shortDate(iso, language.value)
  return (
    <>
      <OrderSteps order={order} parcel={parcel} />
      <ul class="lines">
        {order.lines.map(({ sku, name, quantity, price }) => (
          <li key={sku}>
            <span>{said(name)}</span>
            <span class="muted">×{quantity}</span>
            <span>{money(price, language.value)}</span>
          </li>
        ))}
      </ul>
      <dl>
        <Fact name={t('total')} value={money(order.total, language.value)} strong />
        <Fact name={t('placed')} value={show(order.placedAt)} />
        {order.status === 'paid' && order.shipBy !== undefined && (
          <Fact name={t('shipBy')} value={show(order.shipBy)} />
        )}
        {order.status !== 'delivered' && order.eta !== undefined && (
          <Fact name={t('eta')} value={show(order.eta)} strong />
        )}
      </dl>
      {order.address !== undefined && (
        <dl class="personal">
          <MaskedValue
            key={order.id}
            field="address"
            value={said(order.address)}
            of={{ order: order.id }}
            masked={order.masked?.includes('address') ?? false}
          />
        </dl>
      )}
      {order.refund !== undefined && (
        <p class="refund small">
          <Icon name="undo" size={14} /> {t('refund')} {money(order.refund.amount, language.value)} ·{' '}
          {t(`refund_${order.refund.status}`)} · {said(order.refund.destination)}
          {order.refund.eta !== undefined && ` · ${t('refundEta')} ${show(order.refund.eta)}`}
        </p>
      )}
      <Invoices order={order.id} />
      {parcel !== undefined && <ParcelCard parcel={parcel} />}
    </>
  )
}

export const ParcelCard = ({ parcel }: { parcel: Parcel }) => {
  const all = useSignal(false)
  const events = all.value ? parcel.events : parcel.events.slice(0, EVENTS_SHOWN)
  return (
    <section class="parcel">
      <header>
        <strong>{said(parcel.carrier)}</strong>
        <CopyButton value={parcel.no} />
      </header>
      <ol>
        {events.map(({ at, text }) => (
          <li key={at}>
            <time class="muted small" dateTime={at}>
              {shortDate(at, language.value, true)}
            </time>
            <span>{said(text)}</span>
          </li>
        ))}
      </ol>
      {parcel.events.length > EVENTS_SHOWN && (
        <button
          type="button"
          class="link-button"
          aria-expanded={all.value}
          onClick={() => {
            all.value = !all.value
          }}
        >
          {all.value ? t('showLess') : t('more', { n: parcel.events.length - EVENTS_SHOWN })}
        </button>
      )}
    </section>
  )
}

const Fact = ({ name, value, strong = false }: { name: string; value: string; strong?: boolean }) => (
  <div>
    <dt>{name}</dt>
    <dd>{strong ? <strong>{value}</strong> : value}</dd>
  </div>
)

/** Milliseconds that "copied" stands. */
const COPIED_MS = 1_500

const CopyButton = ({ value }: { value: string }) => {
  const copied = useSignal(false)
  const copy = async () => {
    await navigator.clipboard.writeText(value)
    copied.value = true
    setTimeout(() => {
      copied.value = false
    }, COPIED_MS)
  }
  return (
    <button type="button" class="copy" aria-label={t('copy', { what: value })} onClick={() => void copy()}>
      <span class="number">{value}</span>
      {copied.value ? <span role="status">{t('copied')}</span> : <Icon name="copy" size={14} />}
    </button>
  )
}
