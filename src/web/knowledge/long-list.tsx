import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { word } from './import-texts.ts'

/** Items that are shown at first, and added with every click. */
const STEP = 50

export interface LongListParts<T> {
  items: readonly T[]
  /** How many the server left out. */
  more: number
  /** Draws the items that are shown. */
  children(shown: readonly T[]): ComponentChildren
}

/** A list of which a part is shown, and the rest on request. */
export const LongList = <T,>({ items, more, children }: LongListParts<T>) => {
  const count = useSignal(STEP)
  const rest = items.length - count.value
  return (
    <>
      {children(items.slice(0, count.value))}
      {rest > 0 && (
        <button
          type="button"
          class="button"
          onClick={() => {
            count.value += STEP
          }}
        >
          {word('showAll', { n: Math.min(STEP, rest) })}
        </button>
      )}
      {more > 0 && <p class="muted">{word('more', { n: more })}</p>}
    </>
  )
}
