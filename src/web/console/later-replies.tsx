import type { LaterReply } from '../../domain/desk-marks.ts'
import { shortDate } from '../shared/format.ts'
import { language } from '../shared/i18n.ts'
import { useDesk } from './desk-context.ts'
import type { Seat } from './seats.ts'
import { type ConsoleText, t } from './texts.ts'

const HELD: Record<NonNullable<LaterReply['held']>, ConsoleText> = {
  customer: 'laterHeldCustomer',
  handed: 'laterHeldHanded',
  resolved: 'laterHeldResolved',
  refused: 'laterHeldRefused',
}

/** Replies that the server keeps for a time, below what was said. */
export const LaterReplies = ({ seat }: { seat: Seat }) => {
  const desk = useDesk()
  const later = desk.inbox.rows.value.get(seat.room.id)?.marks?.later ?? []
  if (later.length === 0) return null
  return (
    <ul class="later-replies" aria-label={t('laterList')}>
      {later.map((reply) => (
        <li key={reply.cid} class={reply.held === undefined ? '' : 'held-later'}>
          <p class="small">
            <span role={reply.held === undefined ? undefined : 'alert'}>
              {reply.held === undefined
                ? t('laterWaits', { time: shortDate(reply.dueAt, language.value, true) })
                : t(HELD[reply.held])}
            </span>
            {reply.by !== desk.me.value.sub && <span class="muted"> · {reply.byName}</span>}
          </p>
          <p class="plain">{reply.text}</p>
          <p class="small">
            {reply.by === desk.me.value.sub && (
              <button
                type="button"
                class="link-button"
                onClick={() => {
                  desk.marking.editLater(seat, reply)
                  document.getElementById('reply')?.focus()
                }}
              >
                {t('laterEdit')}
              </button>
            )}{' '}
            <button type="button" class="link-button" onClick={() => desk.marking.cancelLater(seat.room.id, reply.cid)}>
              {t('laterCancel')}
            </button>
          </p>
        </li>
      ))}
    </ul>
  )
}
