import { Icon } from '../shared/icons.tsx'
import { affectedBy } from './affected.ts'
import { useDesk } from './desk-context.ts'
import type { Overlay } from './overlay.ts'
import { Sheet } from './sheet.tsx'
import { t, tn } from './texts.ts'

/** Messages shown of those that are taken back; the counts tell of the rest. */
const SHOWN = 4

/** Asks before something is taken back, and says what all goes with it. */
export const UndoSheet = ({ of }: { of: Extract<Overlay, { name: 'recall' | 'rollback' }> }) => {
  const desk = useDesk()
  const room = desk.seat.value?.room
  const affected = affectedBy({
    kind: of.name,
    seq: of.seq,
    events: room?.history.transcript.value.events ?? [],
    promises: room?.context.value?.card.promises ?? [],
    read: room?.receipts.value.customer?.read ?? 0,
  })
  const counts = [
    ['affectedCustomers', affected.customers],
    ['affectedAnswers', affected.answers],
    ['affectedReplies', affected.replies],
    ['affectedNotes', affected.notes],
    ['affectedPromises', affected.promises.length],
  ] as const
  const isRecall = of.name === 'recall'
  const act = () =>
    isRecall ? desk.actions.recall(of.conversation, of.seq) : desk.actions.rollback(of.conversation, of.seq)
  return (
    <Sheet title={t(isRecall ? 'recallTitle' : 'rollbackTitle')}>
      {(close) => (
        <>
          <p>{t(isRecall ? 'recallWhat' : 'rollbackWhat')}</p>
          <ul class="affected">
            {counts
              .filter(([, n]) => n > 0)
              .map(([text, n]) => (
                <li key={text}>{tn(text, n)}</li>
              ))}
          </ul>
          <ul class="affected-messages">
            {affected.messages.slice(0, SHOWN).map(({ seq, from, text }) => (
              <li key={seq}>
                <strong>{from.role === 'bot' ? t('botBadge') : from.name}</strong> <span class="cut">{text}</span>
              </li>
            ))}
            {affected.messages.length > SHOWN && (
              <li class="muted">{t('more', { n: affected.messages.length - SHOWN })}</li>
            )}
          </ul>
          {affected.promises.map(({ id, text }) => (
            <p class="warned" key={id}>
              <Icon name="alert" size={15} /> {t('promiseGone', { text })}
            </p>
          ))}
          {affected.read && (
            <p class="warned">
              <Icon name="alert" size={15} /> {t('alreadyRead')}
            </p>
          )}
          <footer>
            <button type="button" data-first class="button" onClick={close}>
              {t('cancel')}
            </button>
            <button
              type="button"
              class="button danger"
              disabled={affected.messages.length === 0}
              onClick={() => {
                close()
                act()
              }}
            >
              {t(isRecall ? 'recall' : 'rollback')}
            </button>
          </footer>
        </>
      )}
    </Sheet>
  )
}
