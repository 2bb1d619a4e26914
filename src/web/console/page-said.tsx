import { pageLines } from '../../domain/page-context.ts'
import { useDesk } from './desk-context.ts'
import type { Seat } from './seats.ts'
import { t } from './texts.ts'

/** What the page around the widget says of where the customer is, as it was said: nobody has checked it. */
export const PageSaid = ({ seat }: { seat: Seat }) => {
  const page = useDesk().inbox.rows.value.get(seat.room.id)?.marks?.page
  if (page === undefined) return null
  return (
    <section class="page-said">
      <h2>
        {t('pageSays')} <span class="muted small">{t('pageUnchecked')}</span>
      </h2>
      <dl>
        {pageLines(page.said).map(([path, value]) => (
          <div key={path}>
            <dt>
              <bdi>{path}</bdi>
            </dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
