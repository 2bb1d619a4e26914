import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Outgoing } from '../../client/outbox.ts'
import { pageClock } from '../shared/clock.ts'
import { useDesk } from './desk-context.ts'
import { t } from './texts.ts'

/** Milliseconds between two steps of the countdown. */
const STEP_MS = 250

/** How long a reply can still be taken back. */
export const HeldBar = ({ message, heldUntil }: { message: Outgoing; heldUntil: number }) => {
  const desk = useDesk()
  const left = useSignal(heldUntil - pageClock.now())
  useEffect(() => {
    const timer = setInterval(() => {
      left.value = heldUntil - pageClock.now()
    }, STEP_MS)
    return () => clearInterval(timer)
  }, [heldUntil])
  // Its time is over and it is on its way: nothing more can be done about it.
  if (left.value <= 0 && desk.line.value.name === 'online') return null
  return (
    <span class="held">
      <span aria-hidden="true">{t('heldFor', { n: Math.max(0, Math.ceil(left.value / 1000)) })}</span>
      <span class="sr">{t('heldSpoken')}</span>
      <button type="button" class="link-button" onClick={() => desk.undoSend(message)}>
        {t('undoSend')} <kbd>Esc</kbd>
      </button>
    </span>
  )
}
