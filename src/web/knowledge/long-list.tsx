import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { word } from './import-texts.ts'

const STEP = 50
const ITEMS = {
  showMore: (n: number) => word('showAll', { n }),
  more: (n: number) => word('more', { n }),
}

export interface LongListParts<T> {
  items: readonly T[]
  /** How many the server left out. */
  more: number
  /** Items that are shown at first, and added with every click; 50 where absent. */
  step?: number
  /** What the button and the line below say, where it is not "items". */
  says?: { showMore(n: number): string; more(n: number): string }
  /** Draws the items that are shown. */
  children(shown: readonly T[]): ComponentChildren
}

/** A list of which a part is shown, and the rest on request. */
export const LongList = <T,>({ items, more, step = STEP, says = ITEMS, children }: LongListParts<T>) => {
  const count = useSignal(step)
  const rest = items.length - count.value
  return (
    <>
      {children(items.slice(0, count.value))}
      {rest > 0 && (
        <button
          type="button"
          class="button"
          onClick={() => {
            count.value += step
          }}
        >
          {says.showMore(Math.min(step, rest))}
        </button>
      )}
      {more > 0 && <p class="muted">{says.more(more)}</p>}
    </>
  )
}
