import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'

export interface Tab {
  id: string
  label: string
  count?: number
  /** Somebody should look. */
  alarming?: boolean
  view(): ComponentChildren
}

/** Tabs with a panel; arrow keys, Home and End move as the ARIA pattern says. */
export const Tabs = ({ label, tabs }: { label: string; tabs: readonly Tab[] }) => {
  const chosen = useSignal(tabs[0]?.id)
  const list = useRef<HTMLDivElement>(null)
  const at = Math.max(
    0,
    tabs.findIndex(({ id }) => id === chosen.value),
  )
  const choose = (index: number) => {
    chosen.value = tabs[index]?.id
    list.current?.querySelectorAll('button')[index]?.focus()
  }
  const onKey = (event: KeyboardEvent) => {
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    choose((to + tabs.length) % tabs.length)
  }
  return (
    <>
      <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={onKey}>
        {tabs.map(({ id, label: name, count, alarming = false }, index) => (
          <button
            key={id}
            id={`tab-${id}`}
            type="button"
            role="tab"
            aria-selected={index === at}
            aria-controls={`panel-${id}`}
            tabIndex={index === at ? 0 : -1}
            onClick={() => choose(index)}
          >
            {name}
            {count !== undefined && (
              <span class={`badge ${alarming && count > 0 ? 'alarming' : ''}`}>{count.toLocaleString()}</span>
            )}
          </button>
        ))}
      </div>
      {tabs[at] !== undefined && (
        <div
          class="panel"
          role="tabpanel"
          id={`panel-${tabs[at].id}`}
          aria-labelledby={`tab-${tabs[at].id}`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the ARIA pattern of tabs asks for it where a panel begins with text.
          tabIndex={0}
        >
          {tabs[at].view()}
        </div>
      )}
    </>
  )
}
