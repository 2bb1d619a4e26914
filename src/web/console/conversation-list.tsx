import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import type { ConversationSummary } from '../../domain/notice.ts'
import { t } from './texts.ts'
import { windowOf } from './window.ts'

/** Pixels of a row; the style sheet draws rows of the same height. */
export const ROW_PX = 82
/** Rows kept drawn above and below what is seen, so that a quick scroll meets no gap. */
const OVERSCAN = 8
const MOVES: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -1e9, End: 1e9 }

export interface ConversationListProps {
  rows: readonly ConversationSummary[]
  /** Conversation on screen. */
  selected: string | undefined
  /** Draws the inside of a row's button. */
  children(row: ConversationSummary): ComponentChildren
  onOpen(conversation: string): void
  /** The end came into sight. */
  onEnd?(): void
}

/**
 * A list of any length of which only what is seen is drawn. One row takes part in the Tab order, arrows move to the others;
 * the focus stays with its conversation when rows move, and goes to the neighbour when the conversation leaves the list.
 */
export const ConversationList = ({ rows, selected, children, onOpen, onEnd }: ConversationListProps) => {
  const box = useRef<HTMLDivElement>(null)
  const view = useSignal({ top: 0, height: 0 })
  const focusable = useSignal<string | undefined>(undefined)
  /** The conversation whose row has the focus, and where it stood; a row that is drawn elsewhere loses it for a moment. */
  const focused = useRef<{ id: string; at: number } | undefined>(undefined)
  const drawing = useRef(false)
  drawing.current = true

  const places = useMemo(() => new Map(rows.map(({ conversation }, at) => [conversation, at])), [rows])
  const stop = [focusable.value, selected, rows[0]?.conversation].find((id) => id !== undefined && places.has(id))
  const shown = windowOf({
    ...view.value,
    count: rows.length,
    rowPx: ROW_PX,
    overscan: OVERSCAN,
    // Drawn wherever it is: what has the focus, and what Tab would come to.
    kept: [stop, focused.current?.id].flatMap((id) => (id === undefined ? [] : (places.get(id) ?? []))),
  })
  const atEnd = rows.length > 0 && shown.at(-1) === rows.length - 1

  /** By whole rows: most steps of a scroll draw nothing anew. */
  const seen = ({ scrollTop, clientHeight }: HTMLElement) => {
    const top = Math.floor(scrollTop / ROW_PX) * ROW_PX
    const height = clientHeight + ROW_PX
    const now = view.peek()
    if (now.top !== top || now.height !== height) view.value = { top, height }
  }

  useLayoutEffect(() => {
    drawing.current = false
    const had = focused.current
    if (had === undefined) return
    const at = places.get(had.id) ?? Math.min(had.at, rows.length - 1)
    const id = rows[at]?.conversation
    if (id === undefined) return
    focused.current = { id, at }
    if (document.activeElement === document.body || document.activeElement === null) focusRow(box.current, id)
  })
  useEffect(() => {
    const measured = box.current
    if (measured === null) return
    const look = () => seen(measured)
    const observer = new ResizeObserver(look)
    observer.observe(measured)
    return () => observer.disconnect()
  }, [])
  useEffect(() => {
    if (atEnd) onEnd?.()
  }, [atEnd, rows.length])
  useEffect(() => {
    const at = selected === undefined ? undefined : places.get(selected)
    if (at !== undefined && box.current !== null) reveal(box.current, at)
  }, [selected])

  const moveTo = (at: number) => {
    const row = rows[at]
    if (row === undefined || box.current === null) return
    reveal(box.current, at)
    seen(box.current)
    focusable.value = row.conversation
    focused.current = { id: row.conversation, at }
    // The row may have to be drawn first.
    requestAnimationFrame(() => focusRow(box.current, row.conversation))
  }
  const pressed = (event: KeyboardEvent) => {
    const step = MOVES[event.key]
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    const at = places.get(focused.current?.id ?? stop ?? '') ?? 0
    moveTo(Math.max(0, Math.min(rows.length - 1, at + step)))
  }

  return (
    <div class="rows" ref={box} onScroll={({ currentTarget }) => seen(currentTarget)}>
      <ul
        aria-label={t('inbox')}
        style={{ height: `${rows.length * ROW_PX}px` }}
        onKeyDown={pressed}
        onFocusIn={({ target }) => {
          const id = (target as HTMLElement).dataset['id']
          if (id === undefined) return
          focusable.value = id
          focused.current = { id, at: places.get(id) ?? 0 }
        }}
        onFocusOut={() => {
          if (!drawing.current) focused.current = undefined
        }}
      >
        {shown.map((at) => {
          const row = rows[at]
          if (row === undefined) return null
          const id = row.conversation
          return (
            <li key={id} aria-setsize={rows.length} aria-posinset={at + 1} style={{ top: `${at * ROW_PX}px` }}>
              <button
                type="button"
                class={`row ${row.state}`}
                data-id={id}
                tabIndex={id === stop ? 0 : -1}
                aria-current={selected === id ? 'true' : undefined}
                onClick={() => onOpen(id)}
              >
                {children(row)}
              </button>
            </li>
          )
        })}
      </ul>
    </div>
  )
}

const focusRow = (box: HTMLElement | null, id: string) =>
  box?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: true })

/** Scrolls as little as shows the whole row. */
const reveal = (box: HTMLElement, at: number) => {
  const top = at * ROW_PX
  if (top < box.scrollTop) box.scrollTop = top
  else if (top + ROW_PX > box.scrollTop + box.clientHeight) box.scrollTop = top + ROW_PX - box.clientHeight
}
