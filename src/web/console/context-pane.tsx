import type { ContextCard, Customer } from '../../domain/customer.ts'
import { shortDate } from '../shared/format.ts'
import { language, said } from '../shared/i18n.ts'
import { Icon } from '../shared/icons.tsx'
import { Contacts } from './contacts.tsx'
import { useDesk } from './desk-context.ts'
import { MaskedValue } from './masked-value.tsx'
import { FoldedOrder, OrderCard, ParcelCard } from './orders.tsx'
import { PageSaid } from './page-said.tsx'
import { Promises } from './promises.tsx'
import { SourceMark, Sources } from './sources.tsx'
import { t } from './texts.ts'

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
          <SourceMark of="crm" sources={context.card.sources} since={context.at} />
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
          <Orders card={context.card} since={context.at} />
          {context.card.contacts !== undefined && <Contacts contacts={context.card.contacts} />}
          <Sources sources={context.card.sources} since={context.at} />
        </>
      )}
      {seat !== undefined && <PageSaid seat={seat} />}
    </aside>
  )
}

/** The order in question in full, the others folded; what is wrong with their sources beside the heading. */
const Orders = ({ card, since }: { card: ContextCard; since: number }) => {
  const { orders, parcels, sources } = card
  const parcelOf = (no: string | undefined) => parcels.find((parcel) => parcel.no === no)
  const [first, ...others] = orders
  const unclaimed = parcels.filter(({ no }) => !orders.some(({ parcel }) => parcel === no))
  const unknown = sources.some(({ source, state }) => source === 'orders' && state === 'absent')
  return (
    <section>
      <h2>
        {t('orders')} <span class="muted">{unknown ? '' : orders.length}</span>
        <SourceMark of={['orders', 'parcels', 'refunds']} sources={sources} since={since} />
      </h2>
      {first === undefined && !unknown && <p class="muted small">{t('noOrders')}</p>}
      {first !== undefined && (
        <OrderCard key={first.id} order={first} parcel={parcelOf(first.parcel)} spokenOf={card.order === first.id} />
      )}
      {others.map((order) => (
        <FoldedOrder key={order.id} order={order} parcel={parcelOf(order.parcel)} />
      ))}
      {unclaimed.map((parcel) => (
        <ParcelCard key={parcel.no} parcel={parcel} />
      ))}
    </section>
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
    {(customer.phone !== undefined || customer.email !== undefined) && (
      <dl class="personal">
        {(['phone', 'email'] as const).map((field) => {
          const value = customer[field]
          if (value === undefined) return null
          const masked = customer.masked?.includes(field) ?? false
          return (
            <MaskedValue
              key={`${field} ${customer.id}`}
              field={field}
              value={value}
              of={{ customer: customer.id }}
              masked={masked}
            />
          )
        })}
      </dl>
    )}
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

const Skeleton = () => (
  <div class="skeleton" role="status">
    <span class="sr">{t('contextLoading')}</span>
    <i />
    <i />
    <i />
  </div>
)
