import type { ComponentChildren } from 'preact'

export interface Tab<K extends string> {
  key: K
  label: ComponentChildren
}

/** A row of tabs; the arrow keys move between them. The panel's id is `${id}-panel`. */
export const Tabs = <K extends string>(props: {
  id: string
  label: string
  tabs: readonly Tab<K>[]
  chosen: K
  onChoose(key: K): void
}) => {
  const { id, tabs, chosen } = props
  const step = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (by === 0) return
    event.preventDefault()
    const next = tabs.at((tabs.findIndex(({ key }) => key === chosen) + by) % tabs.length)
    if (next === undefined) return
    props.onChoose(next.key)
    document.getElementById(`${id}-${next.key}`)?.focus()
  }
  return (
    <div class={`tab-row ${id}`} role="tablist" aria-label={props.label} onKeyDown={step}>
      {tabs.map(({ key, label }) => (
        <button
          type="button"
          role="tab"
          id={`${id}-${key}`}
          key={key}
          class={`tab-${key}`}
          aria-selected={key === chosen}
          aria-controls={`${id}-panel`}
          tabIndex={key === chosen ? 0 : -1}
          onClick={() => props.onChoose(key)}
        >
          {label}
        </button>
      ))}
    </div>
  )
}
