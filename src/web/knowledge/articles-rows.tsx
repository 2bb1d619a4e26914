import { type Signal, useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { clock } from '../shared/clock.ts'
import type { ArticleList } from './articles-list.ts'
import { Row } from './articles-row.tsx'
import { t } from './articles-texts.ts'
import { rowsInSight } from './articles-window.ts'
import type { KeptWorks } from './editor-kept.ts'

/** Pixels; the same for every row, so that a list of any length is placed without measuring it. */
const ROW_HEIGHT = 68
const PHONE_ROW_HEIGHT = 116
const PHONE = '(max-width: 719px)'
/** The next page is read when fewer rows than this are left below. */
const AHEAD_ROWS = 40

/** The rows in sight of however many there are; the one with the focus stays drawn. `move` counts steps of the keyboard. */
export const ArticlesRows = ({ list, kept, move }: { list: ArticleList; kept: KeptWorks; move: Signal<number> }) => {
  const box = useRef<HTMLUListElement>(null)
  const phone = useSignal(matchMedia(PHONE).matches)
  const sight = useSignal({ first: 0, end: 0 })
  const rowHeight = phone.value ? PHONE_ROW_HEIGHT : ROW_HEIGHT
  const rows = list.rows.value
  const { current } = list

  const measure = () => {
    const top = box.current?.getBoundingClientRect().top ?? 0
    const next = rowsInSight({ rows: list.rows.value.length, rowHeight, above: -top, height: innerHeight })
    if (next.first !== sight.value.first || next.end !== sight.value.end) sight.value = next
    if (list.hasMore.value && next.end + AHEAD_ROWS > list.rows.value.length) list.more()
  }
  useLayoutEffect(measure, [rows, rowHeight])
  useEffect(() => {
    const resized = () => {
      phone.value = matchMedia(PHONE).matches
      measure()
    }
    addEventListener('scroll', measure, { passive: true })
    addEventListener('resize', resized)
    return () => {
      removeEventListener('scroll', measure)
      removeEventListener('resize', resized)
    }
  }, [rowHeight])

  const focusRow = (index: number) => {
    current.value = index
    // Drawn first, then focused: it may be far from what is in sight.
    requestAnimationFrame(() => {
      const link = box.current?.querySelector<HTMLElement>(`[data-row="${index}"]`)
      link?.focus({ preventScroll: true })
      link?.scrollIntoView({ block: 'nearest' })
    })
  }
  // Back from an article: at its row again.
  useEffect(() => {
    if (current.value !== undefined && current.value < rows.length) focusRow(current.value)
  }, [])
  const steps = useRef(move.value)
  useEffect(() => {
    const by = move.value - steps.current
    steps.current = move.value
    if (by === 0 || rows.length === 0) return
    const inList = box.current?.contains(document.activeElement) === true
    const from = current.value
    const to = from === undefined || !inList ? (from ?? 0) : from + by
    focusRow(Math.min(Math.max(to, 0), rows.length - 1))
  }, [move.value])

  const { first, end } = sight.value
  const drawn = new Set(Array.from({ length: end - first }, (_, i) => first + i))
  if (current.value !== undefined) drawn.add(current.value)
  const unsaved = new Set(kept.keys())
  return (
    <>
      {rows.length > 0 && (
        <div class="rows-head" aria-hidden="true">
          <span>{t('columnTitle')}</span>
          <span>{t('columnMode')}</span>
          <span>{t('columnUse')}</span>
          <span>{t('columnCare')}</span>
        </div>
      )}
      <ul
        ref={box}
        class="article-rows"
        aria-label={t('title')}
        aria-busy={list.state.value === 'loading'}
        style={{ height: `${rows.length * rowHeight}px` }}
      >
        {[...drawn]
          .sort((a, b) => a - b)
          .map((index) => {
            const row = rows[index]
            return (
              row !== undefined && (
                <Row
                  key={row.id}
                  row={row}
                  index={index}
                  total={list.total.value}
                  top={index * rowHeight}
                  height={rowHeight}
                  unsaved={unsaved.has(row.id)}
                  now={minuteOf(clock.value)}
                  onFocus={(focused) => {
                    current.value = focused
                  }}
                />
              )
            )
          })}
      </ul>
      {list.hasMore.value && rows.length > 0 && <p class="muted small">{t('more')}</p>}
    </>
  )
}

const MINUTE_MS = 60_000

/** Whether an article is valid changes by the minute at most. */
const minuteOf = (now: number): number => Math.floor(now / MINUTE_MS) * MINUTE_MS
