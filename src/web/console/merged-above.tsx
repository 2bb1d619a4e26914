import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { LogEvent } from '../../domain/message.ts'
import { fetchEvents } from '../shared/api.ts'
import { openInAddress } from './address.ts'
import { useDesk } from './desk-context.ts'
import { Message } from './message.tsx'
import type { Seat } from './seats.ts'
import { session } from './session.ts'
import { t, tn } from './texts.ts'

/** Messages of a merged conversation that are read; longer ones are opened by themselves. */
const MOST_READ = 500

/** What was merged into the conversation, folded; or where it went itself. */
export const MergedAbove = ({ seat }: { seat: Seat }) => {
  const desk = useDesk()
  const marks = desk.inbox.rows.value.get(seat.room.id)?.marks
  const into = marks?.mergedInto
  if (into !== undefined)
    return (
      <p class="merged-into" role="note">
        {t('mergedInto')}{' '}
        <button type="button" class="link-button" onClick={() => openInAddress(into)}>
          {t('mergedOpen')}
        </button>{' '}
        <button type="button" class="link-button" onClick={() => desk.marking.unmerge(seat.room.id)}>
          {t('unmerge')}
        </button>
      </p>
    )
  if (marks?.merged === undefined) return null
  return (
    <div class="merged-above">
      {marks.merged.map((id) => (
        <Merged key={id} conversation={id} seat={seat} />
      ))}
    </div>
  )
}

const Merged = ({ conversation, seat }: { conversation: string; seat: Seat }) => {
  const desk = useDesk()
  const events = useSignal<readonly LogEvent[]>([])
  useEffect(() => {
    // Shown without them where they cannot be read.
    fetchEvents(session.token.value ?? '', conversation, 0, MOST_READ).then(
      (page) => {
        events.value = page.events
      },
      () => undefined,
    )
  }, [conversation])
  return (
    <details>
      <summary>{tn('mergedFrom', events.value.length)}</summary>
      {events.value.map((event) => (
        <Message key={event.seq} event={event} follows={false} seat={seat} still />
      ))}
      <button type="button" class="button small" onClick={() => desk.marking.unmerge(conversation)}>
        {t('unmerge')}
      </button>
    </details>
  )
}
