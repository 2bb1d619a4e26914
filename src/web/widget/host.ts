import { type ReadonlySignal, signal } from '@preact/signals'
import type { Language } from '../../domain/message.ts'
import type { PageContext } from '../../domain/page-context.ts'
import type { FromWidget, ToWidget, WidgetOptions, WidgetTheme } from '../shared/embed.ts'

/** The page around the widget; on its own (`/widget` opened directly) there is none and it is always shown. */
export interface Host {
  readonly embedded: boolean
  readonly shown: ReadonlySignal<boolean>
  /** A question that the page asks for the customer; taken once. */
  readonly question: ReadonlySignal<{ text: string; send: boolean } | undefined>
  questionTaken(): void
  /** What the page says of where the customer is; undefined where it never has. */
  readonly context: ReadonlySignal<PageContext | undefined>
  close(): void
  unread(count: number): void
  said(from: 'bot' | 'agent'): void
}

export const createHost = (on: {
  start(options: WidgetOptions): void
  localeChosen(locale: Language): void
  themeChosen(theme: WidgetTheme): void
  identified(token: string | undefined): void
}): Host => {
  const embedded = window.parent !== window
  const shown = signal(!embedded)
  const question = signal<{ text: string; send: boolean }>()
  const context = signal<PageContext>()
  // Nothing that is told here is secret, and any page may embed the widget.
  const tell = (note: FromWidget) => {
    if (embedded) window.parent.postMessage(note, '*')
  }
  const heard = ({ source, origin, data: note }: MessageEvent<ToWidget>) => {
    if (source !== window.parent || note?.tabdesk !== 1) return
    if (note.type === 'start') on.start(note.options)
    if (note.type === 'shown') shown.value = note.shown
    if (note.type === 'locale') on.localeChosen(note.locale)
    if (note.type === 'theme') on.themeChosen(note.theme)
    if (note.type === 'identify') {
      // It was said of who was here before.
      context.value = undefined
      on.identified(note.token)
    }
    if (note.type === 'context') context.value = note.said
    // A foreign page may fill in words, never say them in the customer's name.
    if (note.type === 'ask') question.value = { text: note.text, send: origin === location.origin }
  }
  if (embedded) addEventListener('message', heard)
  else queueMicrotask(() => on.start({ demo: new URLSearchParams(location.search).has('demo') }))
  tell({ tabdesk: 1, type: 'ready' })
  return {
    embedded,
    shown,
    question,
    context,
    questionTaken: () => {
      question.value = undefined
    },
    close: () => tell({ tabdesk: 1, type: 'close' }),
    unread: (count) => tell({ tabdesk: 1, type: 'unread', count }),
    said: (from) => tell({ tabdesk: 1, type: 'message', from }),
  }
}
