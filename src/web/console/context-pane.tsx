import type { Customer, SourceState } from '../../domain/customer.ts'
import { clock } from '../shared/clock.ts'
import { elapsed, shortDate } from '../shared/format.ts'
import { language, said } from '../shared/i18n.ts'
import { Icon } from '../shared/icons.tsx'
import { useDesk } from './desk-context.ts'
import { OrderCard, ParcelCard } from './orders.tsx'
import { Promises } from './promises.tsx'
import { type ConsoleText, t } from './texts.ts'

/** The customer and their orders, beside the conversation. */
export const ContextPane = ({ onClose }: { onClose(): void }) => {
  const seat = useDesk().seat.value
  const context = seat?.room.context.value
  return (
    <aside class="context" aria-label={t('context')} data-pane tabIndex={-1}>
      <button type="button" class="icon-button close-context" aria-label={t('closeContext')} onClick={onClose}>
        <Icon name="close" />
      </button>
      {seat === undefined && <p class="empty">{t('noContext')}</p>}
      {seat !== undefined && context === undefined && <Skeleton />}
      {context !== undefined && (
        <>
          {context.card.customer !== undefined && <CustomerCard customer={context.card.customer} />}
          {context.card.highlights.length > 0 && (
            <section class="highlights">
              <h2>{t('highlights')}</h2>
              <ul>
                {context.card.highlights.map((highlight) => (
                  <li key={highlight.en}>{said(highlight)}</li>
                ))}
              </ul>
            </section>
          )}
          {context.card.promises !== undefined && <Promises promises={context.card.promises} />}
          <section>
            <h2>
              {t('orders')} <span class="muted">{context.card.orders.length}</span>
            </h2>
            {context.card.orders.length === 0 && <p class="muted small">{t('noOrders')}</p>}
            {context.card.orders.map((order) => (
              <OrderCard key={order.id} order={order} />
            ))}
          </section>
          {context.card.parcels.length > 0 && (
            <section>
              <h2>{t('parcels')}</h2>
              {context.card.parcels.map((parcel) => (
                <ParcelCard key={parcel.no} parcel={parcel} />
              ))}
            </section>
          )}
          <Sources sources={context.card.sources} since={context.at} />
        </>
      )}
    </aside>
  )
}

const CustomerCard = ({ customer }: { customer: Customer }) => (
  <section class="customer-card">
    <h2 class="sr">{t('customer')}</h2>
    <span class="avatar" aria-hidden="true">
      {said(customer.name).slice(0, 1)}
    </span>
    <div>
      <strong>{said(customer.name)}</strong>
      <p class="muted small">
        {customer.tier !== undefined && <span class="tier">{said(customer.tier)}</span>}
        {customer.points !== undefined && t('points', { n: customer.points.toLocaleString() })}
      </p>
    </div>
    {customer.coupons.length > 0 && (
      <ul class="coupons" aria-label={t('coupons')}>
        {customer.coupons.map(({ name, expires }) => (
          <li key={name.en}>
            {said(name)} <span class="muted small">{t('until', { date: shortDate(expires, language.value) })}</span>
          </li>
        ))}
      </ul>
    )}
  </section>
)

const SOURCE_NAMES = {
  crm: 'crm',
  orders: 'ordersSource',
  parcels: 'parcelsSource',
  refunds: 'refundsSource',
  coupons: 'couponsSource',
  invoices: 'invoicesSource',
  products: 'productsSource',
  stock: 'stockSource',
} as const
const STATE_SIGNS = { fresh: '●', stale: '▲', absent: '✕' } as const
const REASONS: Record<string, ConsoleText> = {
  deadline: 'reasonDeadline',
  unreachable: 'reasonUnreachable',
  notFound: 'reasonNotFound',
  invalid: 'reasonInvalid',
}

/** How old each part is, so that nobody promises on yesterday's data. */
const Sources = ({ sources, since }: { sources: SourceState[]; since: number }) => (
  <section class="sources">
    <h2>{t('sources')}</h2>
    <ul>
      {sources.map(({ source, state, ageMs, reason }) => (
        <li key={source} class={state}>
          <span aria-hidden="true">{STATE_SIGNS[state]}</span> {t(SOURCE_NAMES[source])}
          <span class="muted small">
            {t(state)}
            {state !== 'absent' && ` · ${t('ageAgo', { time: elapsed(ageMs + clock.value - since, language.value) })}`}
            {reason !== undefined && ` · ${REASONS[reason] === undefined ? reason : t(REASONS[reason])}`}
          </span>
        </li>
      ))}
    </ul>
  </section>
)

const Skeleton = () => (
  <div class="skeleton" role="status">
    <span class="sr">{t('contextLoading')}</span>
    <i />
    <i />
    <i />
  </div>
)
