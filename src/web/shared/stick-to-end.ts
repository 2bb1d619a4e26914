import { type ReadonlySignal, useSignal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

/** Pixels from the end within which the reader counts as being there. */
const NEAR_END = 80

export interface StickToEnd {
  /** Whether the reader is at the end; if not, new messages must not pull them there. */
  atEnd: ReadonlySignal<boolean>
  toEnd(): void
}

/** Keeps who reads at the end of `box`, which scrolls, there: whatever is drawn in it, and when it is resized. */
export const useStickToEnd = (box: RefObject<HTMLDivElement | null>): StickToEnd => {
  const atEnd = useSignal(true)
  const top = useRef(0)
  const toEnd = () => {
    atEnd.value = true
    box.current?.scrollTo({ top: box.current.scrollHeight })
  }
  useLayoutEffect(() => {
    const { current } = box
    if (current === null) return
    const stay = () => {
      if (atEnd.peek()) toEnd()
    }
    const scrolled = () => {
      const { scrollTop, scrollHeight, clientHeight } = current
      const isNear = scrollHeight - scrollTop - clientHeight < NEAR_END
      // What came in below, or took room from the box, is not the reader going away.
      if (isNear) atEnd.value = true
      else if (scrollTop < top.current) atEnd.value = false
      top.current = scrollTop
    }
    stay()
    // Its parts are drawn one by one: only the last of them is the growth of all.
    const drawn = new MutationObserver(stay)
    drawn.observe(current, { subtree: true, childList: true, characterData: true })
    const sized = new ResizeObserver(stay)
    sized.observe(current)
    current.addEventListener('scroll', scrolled)
    // A picture takes its room when it comes; its `load` does not bubble.
    current.addEventListener('load', stay, true)
    return () => {
      drawn.disconnect()
      sized.disconnect()
      current.removeEventListener('scroll', scrolled)
      current.removeEventListener('load', stay, true)
    }
  }, [])
  return { atEnd, toEnd }
}
