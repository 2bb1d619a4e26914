import type { Language } from '../../domain/message.ts'
import type { PageContext } from '../../domain/page-context.ts'
import type { FromWidget, ShownLook, ToWidget, WidgetTheme } from '../shared/embed.ts'
import { createFrame } from './loader-frame.ts'

/**
 * `/widget.js`, for any page:
 * `<script async src="https://host/widget.js" data-locale="zh" data-position="right" data-theme="auto" data-token="…"></script>`
 * (`widget.js?tenant=name` for a tenant of its own) makes the launcher and, on first use, the iframe with the widget; `window.tabdesk` drives it, and the window gets an
 * event `tabdesk` with `detail.open` when it opens or closes.
 */
export interface TabdeskEvents {
  open: undefined
  close: undefined
  unread: { count: number }
  message: { from: 'bot' | 'agent' }
}

export interface TabdeskApi {
  open(): void
  close(): void
  toggle(): void
  setLocale(locale: Language): void
  setTheme(theme: WidgetTheme): void
  /** Opens the widget with a question: sent at once on our own pages, only filled in on others. */
  ask(text: string): void
  /**
   * Speaks for the customer of this token from now on (signed by your server, role `customer`); undefined: for an anonymous visitor. What
   * `setContext` said before is forgotten.
   */
  identify(token: string | undefined): void
  /** Says where the customer is, for the agent's eyes: page, product, cart; each call replaces what was said. @throws where it is no JSON */
  setContext(said: PageContext): void
  /** Calls back when the widget opens or closes, a message comes, or the number of unread ones changes; returns the end of it. */
  on<E extends keyof TabdeskEvents>(event: E, listener: (detail: TabdeskEvents[E]) => void): () => void
}

declare global {
  interface Window {
    tabdesk?: TabdeskApi
    /** Put before this script by the server: how the tenant wants it. */
    tabdeskLook?: ShownLook
  }
}

const SEEN_KEY = 'tabdesk.used'
/** Milliseconds that the inside has to run; each further try has twice as long, up to the longest. */
const READY_WITHIN_MS = 15_000
const LONGEST_MS = 120_000

const start = (script: HTMLScriptElement): TabdeskApi => {
  const { origin, searchParams } = new URL(script.src)
  const tenant = searchParams.get('tenant')
  const data = script.dataset
  const theme: WidgetTheme = data['theme'] === 'light' || data['theme'] === 'dark' ? data['theme'] : 'auto'
  const locale = data['locale'] ?? navigator.language
  // The settings page tries others.
  const look: ShownLook = { ...window.tabdeskLook, ...JSON.parse(data['look'] ?? '{}') }
  const frame = createFrame({
    src: `${origin}/widget`,
    left: (data['position'] ?? look.position) === 'left',
    look,
    locale: locale.toLowerCase().startsWith('zh') ? 'zh' : 'en',
    theme,
    toggled: () => (frame.isOpen() ? close() : open()),
  })
  const listeners = new Map<string, Set<(detail: never) => void>>()
  const tell = <E extends keyof TabdeskEvents>(event: E, detail: TabdeskEvents[E]) => {
    for (const listener of listeners.get(event) ?? []) listener(detail as never)
  }
  let token = data['token']
  let said: PageContext | undefined
  let ready = false
  let waiting: ToWidget[] = []

  const post = (note: ToWidget) => {
    if (ready) frame.inside()?.postMessage(note, origin)
    else waiting.push(note)
  }
  const watch = (ms: number) => {
    setTimeout(() => {
      if (ready) return
      frame.late()
      watch(Math.min(2 * ms, LONGEST_MS))
    }, ms)
  }
  const load = () => {
    if (!frame.load()) return
    watch(READY_WITHIN_MS)
    const options = {
      ...{ locale, theme, demo: data['demo'] !== undefined, look },
      ...(token !== undefined && { token }),
      ...(tenant && { tenant }),
    }
    waiting.unshift({ tabdesk: 1, type: 'start', options })
    if (said !== undefined) waiting.push({ tabdesk: 1, type: 'context', said })
  }
  const open = () => {
    load()
    frame.show(true)
    post({ tabdesk: 1, type: 'shown', shown: true })
    remember()
    tell('open', undefined)
  }
  const close = () => {
    if (!frame.isOpen()) return
    frame.show(false)
    post({ tabdesk: 1, type: 'shown', shown: false })
    tell('close', undefined)
  }

  addEventListener('message', (event: MessageEvent<FromWidget>) => {
    if (event.origin !== origin || event.source !== frame.inside() || event.data?.tabdesk !== 1) return
    if (event.data.type === 'close') close()
    if (event.data.type === 'unread') {
      frame.badge(event.data.count)
      tell('unread', { count: event.data.count })
    }
    if (event.data.type === 'message') tell('message', { from: event.data.from })
    if (event.data.type === 'ready') {
      ready = true
      frame.ready()
      for (const note of waiting) post(note)
      waiting = []
    }
  })
  // Who has used it before may have an answer waiting: the badge needs the inside to run.
  if (wasUsed()) load()

  return {
    open,
    close,
    toggle: () => (frame.isOpen() ? close() : open()),
    setLocale: (next) => {
      frame.setLocale(next)
      post({ tabdesk: 1, type: 'locale', locale: next })
    },
    setTheme: (next) => {
      frame.setTheme(next)
      post({ tabdesk: 1, type: 'theme', theme: next })
    },
    identify: (next) => {
      token = next
      said = undefined
      // Before the inside is there, it starts with it.
      if (frame.inside() != null) post({ tabdesk: 1, type: 'identify', token: next })
    },
    setContext: (next) => {
      // A copy: what the page changes later, it says again.
      said = JSON.parse(JSON.stringify(next)) as PageContext
      if (frame.inside() != null) post({ tabdesk: 1, type: 'context', said })
    },
    on: (event, listener) => {
      const known = listeners.get(event) ?? new Set()
      listeners.set(event, known.add(listener))
      return () => known.delete(listener)
    },
    ask: (text) => {
      open()
      post({ tabdesk: 1, type: 'ask', text })
    },
  }
}

const remember = () => {
  try {
    localStorage.setItem(SEEN_KEY, '1')
  } catch {
    // A page without storage only loses the badge.
  }
}

const wasUsed = () => {
  try {
    return localStorage.getItem(SEEN_KEY) !== null
  } catch {
    return false
  }
}

// A page that swaps its body may run the script again: the first one stays.
if (window.tabdesk === undefined && document.currentScript instanceof HTMLScriptElement)
  window.tabdesk = start(document.currentScript)
