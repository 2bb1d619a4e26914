import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect } from 'preact/hooks'
import { Icon } from '../shared/icons.tsx'
import { useStickToEnd } from '../shared/stick-to-end.ts'
import type { Chat } from './chat.ts'
import { t } from './texts.ts'

/** Keeps who reads at the end of the conversations in `box` there, and tells the server what was seen. */
export const Follow = ({
  box,
  chat,
  shown,
  newest,
}: {
  box: RefObject<HTMLDivElement | null>
  chat: Chat
  shown: boolean
  /** The customer's newest message under way, by cid. */
  newest: string | undefined
}) => {
  const events = chat.histories.value.at(-1)?.transcript.value.events ?? []
  const { atEnd, toEnd } = useStickToEnd(box)
  // What one says oneself, one sees.
  useLayoutEffect(() => {
    if (newest !== undefined) toEnd()
  }, [newest])
  useEffect(() => {
    const look = () => {
      if (shown && document.visibilityState === 'visible') chat.seen()
    }
    look()
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [events.length, shown])
  if (atEnd.value) return null
  return (
    <button type="button" class="to-end" onClick={toEnd}>
      <Icon name="down" size={16} /> {t('newMessages')}
    </button>
  )
}
