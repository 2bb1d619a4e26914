import './invoices.css'
import { useSignal } from '@preact/signals'
import type { Invoice, InvoiceStatus } from '../../domain/customer.ts'
import { call } from '../shared/api.ts'
import { money, shortDate } from '../shared/format.ts'
import { language } from '../shared/i18n.ts'
import { type CardText, c } from './card-texts.ts'
import { INVOICES_QUERY } from './queries.ts'
import { session } from './session.ts'

const STATUS: Record<InvoiceStatus, CardText> = {
  requested: 'invoiceRequested',
  issued: 'invoiceIssued',
  failed: 'invoiceFailed',
  voided: 'invoiceVoided',
}

interface Answer {
  data: { order: { invoices: Omit<Invoice, 'order'>[] | null } | null }
}

/** The invoices of an order, asked for when somebody wants to see them. */
export const Invoices = ({ order }: { order: string }) => {
  const found = useSignal<Omit<Invoice, 'order'>[] | 'failed' | undefined>(undefined)
  const read = async () => {
    found.value = undefined
    const { data } = await call<Answer>('/graphql', {
      token: session.token.value ?? '',
      body: { extensions: { persistedQuery: { version: 1, sha256Hash: INVOICES_QUERY } }, variables: { order } },
    })
    found.value = data.order?.invoices ?? 'failed'
  }
  return (
    <details
      class="invoices"
      onToggle={(event) => {
        if (event.currentTarget.open)
          read().catch(() => {
            found.value = 'failed'
          })
      }}
    >
      <summary>{c('invoices')}</summary>
      <div role="status">
        {found.value === undefined && <p class="muted small">{c('looking')}</p>}
        {found.value === 'failed' && <p class="muted small">{c('invoicesFailed')}</p>}
        {Array.isArray(found.value) && found.value.length === 0 && <p class="muted small">{c('noInvoices')}</p>}
        {Array.isArray(found.value) && found.value.length > 0 && (
          <ul>
            {found.value.map(({ no, status, amount, issuedAt, url }) => (
              <li key={`${no} ${status} ${issuedAt}`}>
                <span>{c(STATUS[status])}</span>
                <span>{money(amount, language.value)}</span>
                {no != null && <span class="number">{no}</span>}
                {issuedAt != null && <time dateTime={issuedAt}>{shortDate(issuedAt, language.value)}</time>}
                {url != null && (
                  <a href={url} target="_blank" rel="noreferrer">
                    {c('download')}
                  </a>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
    </details>
  )
}
