import { type Signal, useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { Icon } from '../shared/icons.tsx'
import { FILTERS, type Filter } from './rows.ts'
import { t } from './texts.ts'

/** Asked for all day; one row holds no more at the width of the list. */
const USUAL: readonly Filter[] = ['mine', 'queued', 'all']
const RARE = FILTERS.filter((filter) => !USUAL.includes(filter))
/** More is a crowd, and the row holds two digits. */
const MOST_COUNTED = 99
/** A number of all there is, or was, calls for nothing. */
const UNCOUNTED: ReadonlySet<Filter> = new Set(['all', 'resolved'])

/** The filters of the list: the usual ones in a row, the rare ones in a menu whose button bears the name of the one that is on. */
export const InboxFilters = ({ filter, counts }: { filter: Signal<Filter>; counts: Record<Filter, number> }) => (
  <div class="filters">
    {USUAL.map((one) => (
      <button
        type="button"
        key={one}
        aria-pressed={filter.value === one}
        onClick={() => {
          filter.value = one
        }}
      >
        {t(one)}
        <Count of={one} counts={counts} />
      </button>
    ))}
    <RareFilters filter={filter} counts={counts} />
  </div>
)

const RareFilters = ({ filter, counts }: { filter: Signal<Filter>; counts: Record<Filter, number> }) => {
  const open = useSignal(false)
  const menu = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const on = RARE.find((one) => one === filter.value)
  const close = (refocus: boolean) => {
    open.value = false
    if (refocus) button.current?.focus()
  }
  const items = () => [...(menu.current?.querySelectorAll<HTMLElement>('[role="menuitemradio"]') ?? [])]
  // With the drawing, not after it: keys that follow at once are for the menu.
  useLayoutEffect(() => {
    if (open.value) items()[Math.max(0, on === undefined ? 0 : RARE.indexOf(on))]?.focus()
  }, [open.value])
  const pressed = (event: KeyboardEvent) => {
    const all = items()
    const at = all.indexOf(document.activeElement as HTMLElement)
    if (event.key === 'ArrowDown') all.at((at + 1) % all.length)?.focus()
    else if (event.key === 'ArrowUp') all.at(at - 1)?.focus()
    else if (event.key === 'Home') all[0]?.focus()
    else if (event.key === 'End') all.at(-1)?.focus()
    else if (event.key === 'Escape') close(true)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div
      class="rare-filters"
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget as Node | null)) close(false)
      }}
    >
      <button
        type="button"
        ref={button}
        class={on === undefined ? undefined : 'on'}
        aria-haspopup="menu"
        aria-expanded={open.value}
        aria-controls={open.value ? 'rare-filters' : undefined}
        onClick={() => {
          open.value = !open.value
        }}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' || open.value) return
          event.preventDefault()
          open.value = true
        }}
      >
        {t(on ?? 'moreFilters')}
        {/* Who is named in a note should see it without opening anything. */}
        {on === undefined && counts.mentions > 0 && <span class="sr">{t('mentions')}</span>}
        <Count of={on ?? 'mentions'} counts={counts} />
        <Icon name="down" size={13} />
      </button>
      {open.value && (
        <div role="menu" id="rare-filters" aria-label={t('moreFilters')} ref={menu} onKeyDown={pressed}>
          {RARE.map((one) => (
            <button
              type="button"
              key={one}
              role="menuitemradio"
              aria-checked={one === on}
              tabIndex={-1}
              onClick={() => {
                filter.value = one
                close(true)
              }}
            >
              {t(one)}
              <Count of={one} counts={counts} />
            </button>
          ))}
        </div>
      )}
    </div>
  )
}

const Count = ({ of, counts }: { of: Filter; counts: Record<Filter, number> }) =>
  UNCOUNTED.has(of) || counts[of] === 0 ? null : (
    <span class={`count ${of}`}>{counts[of] > MOST_COUNTED ? `${MOST_COUNTED}+` : counts[of]}</span>
  )
