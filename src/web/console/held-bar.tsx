import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Outgoing } from '../../client/outbox.ts'
import { pageClock } from '../shared/clock.ts'
import type { Commands } from './commands.ts'
import { nameOf } from './customer-name.ts'
import { useDesk } from './desk-context.ts'
import { t } from './texts.ts'

/** Milliseconds between two steps of the countdown. */
const STEP_MS = 250

interface HeldBarProps {
  /** The one on screen. */
  conversation?: string
  commands: Pick<Commands, 'undoSend'>
}

/** How long a reply can still be taken back: the last one of the conversation on screen, or else of any other, which is named. */
export const HeldBar = ({ conversation, commands }: HeldBarProps) => {
  const desk = useDesk()
  const held = desk.pending.value.filter(({ heldUntil }) => heldUntil !== undefined)
  const here = held.findLast((message) => message.conversation === conversation)
  const shown = here ?? held.at(-1)
  if (shown?.heldUntil === undefined) return null
  return (
    <Countdown
      key={shown.cid}
      until={shown.heldUntil}
      to={here === undefined ? shown : undefined}
      onUndo={here === undefined ? commands.undoSend.run : () => desk.undoSend(here)}
    />
  )
}

/** `to`: the message, where it is to somebody who is not on screen. */
const Countdown = ({ until, to, onUndo }: { until: number; to: Outgoing | undefined; onUndo(): void }) => {
  const desk = useDesk()
  const left = useSignal(until - pageClock.now())
  useEffect(() => {
    const timer = setInterval(() => {
      left.value = until - pageClock.now()
    }, STEP_MS)
    return () => clearInterval(timer)
  }, [until])
  // Its time is over and it is on its way: nothing more can be done about it.
  if (left.value <= 0 && desk.line.value.name === 'online') return null
  const n = Math.max(0, Math.ceil(left.value / 1000))
  const name = to && nameOf(desk.inbox.rows.value.get(to.conversation ?? ''))
  return (
    <span class="held">
      <span class="cut" aria-hidden="true" title={to?.text}>
        {name === undefined ? t('heldFor', { n }) : t('heldForOther', { name, n })}
      </span>
      <span class="sr">{name === undefined ? t('heldSpoken') : t('heldSpokenOther', { name })}</span>
      <button type="button" class="link-button" onClick={onUndo}>
        {t('undoSend')} <kbd>{name === undefined ? 'Esc' : 'Alt Z'}</kbd>
      </button>
    </span>
  )
}
