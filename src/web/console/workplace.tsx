import { useComputed, useSignal, useSignalEffect } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { TextStore } from '../shared/store.ts'
import { conversationInAddress, openInAddress } from './address.ts'
import { createCommands } from './commands.ts'
import { ContextPane } from './context-pane.tsx'
import { CorrectSheet } from './correct-sheet.tsx'
import { useDesk } from './desk-context.ts'
import { HelpSheet } from './help-sheet.tsx'
import { honestyPlace } from './honesty-place.ts'
import { InboxPane } from './inbox-pane.tsx'
import { createInboxView, isTaken, type OnScreen } from './inbox-view.ts'
import { later } from './later.tsx'
import { LineBanner } from './line-banner.tsx'
import { MergeSheet } from './merge-sheet.tsx'
import type { NextCustomer } from './next-customer.ts'
import { Notice } from './notice.tsx'
import { overlay } from './overlay.ts'
import { Palette } from './palette.tsx'
import { ResolveSheet } from './resolve-sheet.tsx'
import { createSavedFilters } from './saved-filters.ts'
import { settingsPlace } from './settings-place.ts'
import { SettingsSheet } from './settings-sheet.tsx'
import { commandOf } from './shortcuts.ts'
import { SendLaterSheet, SnoozeSheet } from './snooze-sheet.tsx'
import { TagSheet } from './tag-sheet.tsx'
import { ThreadPane } from './thread-pane.tsx'
import { TopBar } from './top-bar.tsx'
import { TransferSheet } from './transfer-sheet.tsx'
import { UndoSheet } from './undo-sheet.tsx'

const HonestyPage = later(async () => (await import('./honesty-page.tsx')).HonestyPage)
const SettingsPage = later(async () => (await import('./settings-page.tsx')).SettingsPage)
const InspectorSheet = later(async () => (await import('./inspector-sheet.tsx')).InspectorSheet)

/** The three panes: who waits, the conversation, the customer. On narrow screens one or two of them at a time. */
export const Workplace = ({ store }: { store: TextStore }) => {
  const desk = useDesk()
  const drawer = useSignal(false)
  const honest = useSignal(honestyPlace(location.hash) !== undefined)
  const why = useSignal<NextCustomer | undefined>(undefined)
  const atSettings = useSignal(settingsPlace(location.hash) !== undefined)
  const panes = useRef<HTMLDivElement>(null)
  /** A conversation was opened to be answered, and is not drawn yet. */
  const wantsFocus = useRef(conversationInAddress() !== undefined)
  const selected = desk.seat.value?.room.id
  const { view, saved, commands, open } = useMemo(() => {
    const me = () => desk.me.value.sub ?? ''
    const view = createInboxView(desk.inbox, me)
    const open = (id: string) => {
      if (desk.seat.value?.room.id === id) return focusReply()
      wantsFocus.current = true
      openInAddress(id)
    }
    const commands = createCommands({
      desk,
      view,
      store,
      drawer,
      why,
      open,
      focusReply,
      focusPane: (step) => focusNextPane(panes.current, step),
    })
    return { view, open, commands, saved: createSavedFilters(store, `${desk.me.value.tenant}.${me()}`) }
  }, [desk])

  useEffect(() => {
    const follow = () => {
      honest.value = honestyPlace(location.hash) !== undefined
      atSettings.value = settingsPlace(location.hash) !== undefined
      desk.open(conversationInAddress())
    }
    follow()
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [desk])

  useEffect(() => {
    // At first nothing is open yet, whatever the address says.
    if (selected === undefined) return
    if (wantsFocus.current) focusReply()
    wantsFocus.current = false
  }, [selected])

  // Who takes a conversation wants to see it in the list, under the filter that now has it.
  const isMine = useComputed(() => {
    const row = desk.inbox.rows.value.get(desk.seat.value?.room.id ?? '')
    return row?.state === 'assigned' && row.assignee === desk.me.value.sub
  })
  const before = useRef<OnScreen>({ conversation: undefined, isMine: false })
  useEffect(() => {
    const onScreen = { conversation: selected, isMine: isMine.value }
    if (isTaken(before.current, onScreen) && view.filter.value !== 'all') view.filter.value = 'mine'
    before.current = onScreen
  }, [isMine.value, selected])
  useSignalEffect(() => {
    if (why.value !== undefined && desk.seat.value?.room.id !== why.value.row.conversation) why.value = undefined
  })

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return
      const id = commandOf(event, {
        inText: isTextField(event.target),
        singleKeys: desk.settings.value.value.singleKeys,
      })
      if (id === undefined) return
      event.preventDefault()
      if (id === 'pane') return focusNextPane(panes.current, event.shiftKey ? -1 : 1)
      if (commands[id].can()) commands[id].run()
      else if (id === 'undoSend') desk.tell('recall.nothing')
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  }, [desk])

  const over = overlay.value
  return (
    <div class={`workplace ${selected === undefined ? 'at-list' : 'at-thread'} ${drawer.value ? 'drawer-open' : ''}`}>
      <TopBar store={store} commands={commands} />
      <LineBanner />
      {honest.value && <HonestyPage />}
      {atSettings.value && <SettingsPage />}
      <div class="panes" ref={panes} hidden={honest.value || atSettings.value}>
        <InboxPane view={view} saved={saved} onOpen={open} />
        <ThreadPane commands={commands} why={why} drawer={drawer} onBack={() => openInAddress(undefined)} />
        <ContextPane
          onClose={() => {
            drawer.value = false
          }}
        />
      </div>
      <Notice />
      {over?.name === 'help' && <HelpSheet />}
      {over?.name === 'palette' && <Palette commands={commands} onOpen={open} />}
      {over?.name === 'settings' && <SettingsSheet />}
      {over?.name === 'inspect' && <InspectorSheet conversation={over.conversation} seq={over.seq} />}
      {over?.name === 'correct' && <CorrectSheet conversation={over.conversation} seq={over.seq} />}
      {over?.name === 'transfer' && <TransferSheet conversation={over.conversation} />}
      {over?.name === 'snooze' && <SnoozeSheet conversation={over.conversation} onEnd={focusReply} />}
      {over?.name === 'sendLater' && <SendLaterSheet onEnd={focusReply} />}
      {over?.name === 'tags' && <TagSheet conversation={over.conversation} />}
      {over?.name === 'merge' && <MergeSheet conversation={over.conversation} onEnd={open} />}
      {over?.name === 'resolve' && <ResolveSheet conversation={over.conversation} onEnd={focusReply} />}
      {(over?.name === 'recall' || over?.name === 'rollback') && <UndoSheet of={over} />}
    </div>
  )
}

/** Where the box is locked, the thread takes the focus. */
const focusReply = () => {
  // A phone would cover half of the conversation with its keyboard.
  if (!matchMedia('(hover: hover)').matches) return
  const box =
    document.querySelector<HTMLElement>('#reply:not([readonly])') ?? document.querySelector<HTMLElement>('main')
  box?.focus()
}

const focusNextPane = (panes: HTMLDivElement | null, step: 1 | -1) => {
  const stops = [...(panes?.querySelectorAll<HTMLElement>('[data-pane]') ?? [])].filter((stop) => stop.offsetParent)
  const at = stops.findIndex((stop) => stop.contains(document.activeElement))
  stops.at((at + step) % stops.length)?.focus()
}

const isTextField = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('input, textarea, select') !== null
