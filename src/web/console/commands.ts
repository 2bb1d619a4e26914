import type { Signal } from '@preact/signals'
import { MAX_LATER_LENGTH } from '../../domain/desk-marks.ts'
import { pageClock } from '../shared/clock.ts'
import { language } from '../shared/i18n.ts'
import { chooseLanguage } from '../shared/preferences.ts'
import type { TextStore } from '../shared/store.ts'
import { nextTheme } from '../shared/theme.ts'
import type { Desk } from './desk.ts'
import { isToBeTranslated } from './draft-outcome.ts'
import type { InboxView } from './inbox-view.ts'
import { type NextCustomer, nextCustomer } from './next-customer.ts'
import { overlay } from './overlay.ts'
import { lastRecallable } from './recallable.ts'
import type { Mode } from './reply.ts'
import { type Filter, isSnoozed } from './rows.ts'
import { session } from './session.ts'
import type { CommandId } from './shortcuts.ts'
import { slotName } from './slot-names.ts'

/** What each command does, and whether it can be done now. */
export type Commands = Record<CommandId, { can(): boolean; run(): void }>

export interface CommandParts {
  desk: Desk
  view: InboxView
  store: TextStore
  /** Whether the customer's details are out, on screens without room for them. */
  drawer: Signal<boolean>
  /** Why the conversation on screen came next. */
  why: Signal<NextCustomer | undefined>
  open(conversation: string): void
  focusReply(): void
  focusPane(step: 1 | -1): void
}

export const createCommands = (parts: CommandParts): Commands => {
  const { desk, view, store, drawer, why } = parts
  const row = () => {
    const id = desk.seat.value?.room.id
    return id === undefined ? undefined : desk.inbox.row(id)
  }
  const always = (run: () => void) => ({ can: () => true, run })
  /** On the conversation on screen, where it is in one of these states. */
  const on = (fits: (state: string, mine: boolean) => boolean, run: (conversation: string) => void) => {
    const can = () => {
      const at = row()
      return at !== undefined && fits(at.state, desk.actions.isMine(at.conversation))
    }
    return {
      can,
      run: () => {
        const id = row()?.conversation
        if (id !== undefined && can()) run(id)
      },
    }
  }
  const write = (mode: Mode) => ({
    can: () => desk.seat.value !== undefined,
    run: () => {
      const seat = desk.seat.value
      if (seat === undefined) return
      seat.reply.mode.value = mode
      parts.focusReply()
    },
  })
  const move = (step: 1 | -1) => ({
    can: () => view.rows.value.length > 0,
    run: () => {
      const id = view.neighbour(desk.seat.value?.room.id, step)
      if (id !== undefined) parts.open(id)
    },
  })
  const show = (filter: Filter) =>
    always(() => {
      view.filter.value = filter
    })
  const next = () =>
    nextCustomer(desk.inbox.rows.value.values(), {
      me: desk.me.value.sub ?? '',
      unread: desk.inbox.unread.value,
      passed: (id) => id === desk.seat.value?.room.id || desk.sending.isLeaving(id),
    })
  /** The agent's last message here that went out and can still be taken back. */
  const takeable = () =>
    lastRecallable(desk.seat.value?.room.history.transcript.value.events ?? [], desk.me.value.sub, {
      recallMs: desk.limits.value.recallMs,
      now: pageClock.now(),
    })
  /** The last word of the customer that stands. */
  const lastAsked = () =>
    desk.seat.value?.room.history.transcript.value.events.findLast(
      ({ from, recalled, rolledBack }) => from.role === 'customer' && !recalled && !rolledBack,
    )
  const unsent = () => {
    const seat = desk.seat.value
    return seat === undefined ? [] : [seat.files.reply, seat.files.note]
  }
  /** The file chooser opens only by a press: of the key, or of its button. */
  const attachButton = () => {
    const button = document.querySelector<HTMLButtonElement>('#attach:enabled')
    return button?.checkVisibility() ? button : null
  }
  const failed = () => desk.pending.value.filter((message) => message.failed !== undefined)

  return {
    nextCustomer: {
      can: () => next() !== undefined,
      run: () => {
        const found = next()
        if (found === undefined) return
        why.value = found
        parts.open(found.row.conversation)
      },
    },
    nextRow: move(1),
    previousRow: move(-1),
    claim: on((state) => state === 'bot' || state === 'queued', desk.actions.claim),
    transfer: on(
      (state) => state !== 'resolved',
      (conversation) => {
        desk.colleagues.look()
        overlay.value = { name: 'transfer', conversation }
      },
    ),
    handBack: on((state, mine) => mine && state === 'assigned', desk.actions.handBack),
    resolve: on(
      (state) => state !== 'resolved',
      (conversation) => {
        overlay.value = { name: 'resolve', conversation }
      },
    ),
    snooze: {
      can: () => {
        const at = row()
        return at !== undefined && (at.state === 'queued' || at.state === 'bot' || desk.actions.isMine(at.conversation))
      },
      run: () => {
        const at = row()
        if (at === undefined) return
        if (isSnoozed(at)) desk.marking.wake(at.conversation)
        else overlay.value = { name: 'snooze', conversation: at.conversation }
      },
    },
    tags: on(
      () => true,
      (conversation) => {
        overlay.value = { name: 'tags', conversation }
      },
    ),
    sendLater: {
      can: () => {
        const at = row()
        const seat = desk.seat.value
        return (
          at !== undefined &&
          seat?.reply.mode.value === 'reply' &&
          seat.reply.draft.value.trim() !== '' &&
          (at.state === 'queued' || at.state === 'bot' || desk.actions.isMine(at.conversation))
        )
      },
      run: () => {
        const id = row()?.conversation
        const seat = desk.seat.value
        if (id === undefined || seat === undefined) return
        const { reply } = seat
        if ([...reply.draft.value.trim()].length > MAX_LATER_LENGTH)
          return desk.tell('later.long', MAX_LATER_LENGTH.toLocaleString(language.value))
        if (isToBeTranslated(desk, seat)) return desk.tell('later.translated')
        // As with Enter: the first press warns, the second means it.
        if (reply.blanks.value.length > 0 && desk.notice.value?.code !== 'later.blanks')
          return desk.tell('later.blanks', reply.blanks.value.map((slot) => slotName(slot, language.value)).join(', '))
        desk.clearNotice()
        overlay.value = { name: 'sendLater', conversation: id }
      },
    },
    merge: on(
      (state) => state !== 'resolved',
      (conversation) => {
        overlay.value = { name: 'merge', conversation }
      },
    ),
    reply: write('reply'),
    note: write('note'),
    attach: {
      can: () => attachButton() !== null,
      run: () => attachButton()?.click(),
    },
    preview: always(() => desk.settings.change({ preview: !desk.settings.value.value.preview })),
    undoSend: {
      can: () => desk.sending.held() !== undefined || takeable() !== undefined,
      run: () => {
        const held = desk.sending.held()
        if (held?.conversation !== undefined) {
          parts.open(held.conversation)
          desk.undoSend(held)
          return
        }
        const sent = takeable()
        if (sent !== undefined) overlay.value = { name: 'recall', conversation: sent.conversation, seq: sent.seq }
      },
    },
    inspect: {
      can: () => lastAsked() !== undefined,
      run: () => {
        const asked = lastAsked()
        if (asked === undefined) return
        overlay.value = { name: 'inspect', conversation: asked.conversation, seq: asked.seq }
      },
    },
    correct: {
      can: () => lastAsked() !== undefined,
      run: () => {
        const asked = lastAsked()
        if (asked === undefined) return
        overlay.value = { name: 'correct', conversation: asked.conversation, seq: asked.seq }
      },
    },
    retryFailed: {
      can: () => failed().length > 0 || unsent().some((files) => files.hasFailed()),
      run: () => {
        for (const files of unsent()) files.retryAll()
        for (const { cid } of failed()) desk.retry(cid)
      },
    },
    search: always(() => document.getElementById('inbox-search')?.focus()),
    context: always(() => {
      drawer.value = !drawer.value
    }),
    pane: always(() => parts.focusPane(1)),
    palette: always(() => {
      overlay.value = { name: 'palette' }
    }),
    help: always(() => {
      overlay.value = { name: 'help' }
    }),
    settings: always(() => {
      overlay.value = { name: 'settings' }
    }),
    showMine: show('mine'),
    showQueued: show('queued'),
    showBot: show('bot'),
    showAll: show('all'),
    showMentions: show('mentions'),
    showSnoozed: show('snoozed'),
    showResolved: show('resolved'),
    beOnline: always(() => desk.setPresence('online')),
    beBusy: always(() => desk.setPresence('busy')),
    beAway: always(() => desk.setPresence('away')),
    theme: always(() => nextTheme(store)),
    language: always(() => chooseLanguage(store, language.value === 'zh' ? 'en' : 'zh')),
    knowledge: always(() => location.assign('/knowledge')),
    honesty: always(() => {
      location.hash = 'honesty'
    }),
    signOut: always(() => {
      desk.drafts.forget()
      session.signOut()
    }),
  }
}
