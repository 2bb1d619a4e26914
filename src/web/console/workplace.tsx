import { useComputed, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { deskAction } from '../shared/keys.ts'
import type { TextStore } from '../shared/store.ts'
import { useArmed } from './armed.ts'
import { ContextPane } from './context-pane.tsx'
import { useDesk } from './desk-context.ts'
import { HelpSheet } from './help-sheet.tsx'
import { InboxPane } from './inbox-pane.tsx'
import { LineBanner } from './line-banner.tsx'
import { Notice } from './notice.tsx'
import { type Filter, visibleRows } from './rows.ts'
import { ThreadPane } from './thread-pane.tsx'
import { TopBar } from './top-bar.tsx'

/** The three panes: who waits, the conversation, the customer. On narrow screens one or two of them at a time. */
export const Workplace = ({ store }: { store: TextStore }) => {
  const desk = useDesk()
  const filter = useSignal<Filter>('queued')
  const help = useSignal(false)
  const drawer = useSignal(false)
  const resolving = useArmed()
  const panes = useRef<HTMLDivElement>(null)
  const selected = desk.seat.value?.room.id

  useEffect(() => {
    const follow = () => desk.open(/^#c=(.+)$/.exec(location.hash)?.[1])
    follow()
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [desk])

  // Who takes a conversation wants to see it in the list, under the filter that now has it.
  const isMine = useComputed(() => {
    const row = desk.inbox.rows.value.get(desk.seat.value?.room.id ?? '')
    return row?.state === 'assigned' && row.assignee === desk.me.value.sub
  })
  useEffect(() => {
    if (isMine.value && filter.value !== 'all') filter.value = 'mine'
  }, [isMine.value, selected])

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (help.value && event.key === 'Escape') help.value = false
      const action = deskAction(event, isTextField(event.target))
      if (action === undefined || event.defaultPrevented) return
      event.preventDefault()
      const seat = desk.seat.value
      const id = seat?.room.id
      if (action === 'help') help.value = !help.value
      else if (action === 'pane') focusNextPane(panes.current, event.shiftKey)
      else if (action === 'nextRow' || action === 'previousRow') move(action === 'nextRow' ? 1 : -1)
      else if (id === undefined || seat === undefined) return
      else if (action === 'claim') desk.claim(id)
      else if (action === 'handBack') desk.handBack(id)
      else if (action === 'resolve') resolving.press(() => desk.resolve(id))
      else {
        seat.reply.mode.value = action === 'note' ? 'note' : 'reply'
        document.getElementById('reply')?.focus()
      }
    }
    const move = (step: 1 | -1) => {
      const rows = visibleRows(desk.inbox.rows.value.values(), filter.value, desk.me.value.sub ?? '')
      const at = rows.findIndex((row) => row.conversation === desk.seat.value?.room.id)
      const next = rows.at(at === -1 ? (step === 1 ? 0 : -1) : (at + step) % rows.length)
      if (next !== undefined) openInAddress(next.conversation)
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  }, [desk])

  return (
    <div class={`workplace ${selected === undefined ? 'at-list' : 'at-thread'} ${drawer.value ? 'drawer-open' : ''}`}>
      <TopBar
        store={store}
        onHelp={() => {
          help.value = true
        }}
      />
      <LineBanner />
      <div class="panes" ref={panes}>
        <InboxPane filter={filter} onOpen={openInAddress} />
        <ThreadPane resolving={resolving} drawer={drawer} onBack={() => openInAddress(undefined)} />
        <ContextPane
          onClose={() => {
            drawer.value = false
          }}
        />
      </div>
      <Notice />
      {help.value && (
        <HelpSheet
          onClose={() => {
            help.value = false
          }}
        />
      )}
    </div>
  )
}

/** The open conversation stands in the address, so the browser's back button leads from it to the list. */
const openInAddress = (id: string | undefined) => {
  location.hash = id === undefined ? '' : `c=${id}`
}

const focusNextPane = (panes: HTMLDivElement | null, backwards: boolean) => {
  const stops = [...(panes?.querySelectorAll<HTMLElement>('[data-pane]') ?? [])].filter((stop) => stop.offsetParent)
  const at = stops.findIndex((stop) => stop.contains(document.activeElement))
  stops.at((at + (backwards ? -1 : 1)) % stops.length)?.focus()
}

const isTextField = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('input, textarea, select') !== null
