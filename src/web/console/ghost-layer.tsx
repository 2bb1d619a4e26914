import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'

/** Lines of grey text that are shown; Tab takes all of it. */
const MAX_LINES = 3
/** Characters left free on the last line for the count of what is not shown. */
const ROOM_FOR_COUNT = 8

/**
 * The grey continuation under the textarea: the same text in the same font, so that what follows the draft stands
 * exactly behind the caret. It also gives the box its height.
 */
export const GhostLayer = (props: {
  draft: string
  rest: string | undefined
  box: RefObject<HTMLTextAreaElement | null>
}) => {
  const layer = useRef<HTMLDivElement>(null)
  const ghost = useRef<HTMLSpanElement>(null)
  const more = useRef<HTMLSpanElement>(null)
  const { draft, rest = '' } = props

  // By hand: it is laid out whole, measured, and cut, before anything is painted.
  useLayoutEffect(() => {
    if (ghost.current === null || more.current === null) return
    ghost.current.textContent = rest
    more.current.textContent = ''
    const cut = rest === '' ? 0 : cutAtLines(ghost.current, rest.length)
    ghost.current.textContent = rest.slice(0, cut)
    more.current.textContent = cut < rest.length ? `… +${rest.length - cut}` : ''
  }, [draft, rest])
  useEffect(() => {
    const box = props.box.current
    const follow = () => {
      if (layer.current !== null && box !== null) layer.current.scrollTop = box.scrollTop
    }
    box?.addEventListener('scroll', follow)
    return () => box?.removeEventListener('scroll', follow)
  }, [])

  return (
    <div class="ghost-layer" aria-hidden="true" ref={layer}>
      <span class="drafted">{draft}</span>
      <span class="ghost" ref={ghost} />
      <span class="ghost-more" ref={more} />
      {/* A line break at the end counts only when something follows it. */}
      {'\u200b'}
    </div>
  )
}

/** How many of the characters fit on the lines shown. */
const cutAtLines = (ghost: HTMLElement, length: number): number => {
  const text = ghost.firstChild
  if (text === null) return length
  const linesTo = (end: number) => {
    const range = document.createRange()
    range.setStart(text, 0)
    range.setEnd(text, end)
    return new Set(Array.from(range.getClientRects(), ({ top }) => Math.round(top))).size
  }
  if (linesTo(length) <= MAX_LINES) return length
  let low = 0
  let high = length
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (linesTo(middle) <= MAX_LINES) low = middle
    else high = middle - 1
  }
  return Math.max(0, low - ROOM_FOR_COUNT)
}
