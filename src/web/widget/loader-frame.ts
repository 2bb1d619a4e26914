import type { Language } from '../../domain/message.ts'
import type { ShownLook, WidgetTheme } from '../shared/embed.ts'

const WORDS = {
  zh: { open: '联系客服', close: '收起客服窗口', title: '客服', late: '客服窗口暂时打不开，正在重试…' },
  en: {
    open: 'Chat with us',
    close: 'Close the chat',
    title: 'Customer support',
    late: 'The chat does not open yet; trying again…',
  },
}

/** Launcher and panel on somebody else's page, in a shadow root so that neither styles the other. */
const STYLE = `
:host{all:initial}
.place{--a:#1d6f60;--i:#fff;position:fixed;z-index:2147483000;bottom:20px;right:20px;font:600 12px/20px system-ui,sans-serif}
.left{right:auto;left:20px}
.dark{--a:#5cc4ae;--i:#06251f}
button{position:relative;display:grid;place-items:center;width:56px;height:56px;margin:0;padding:0;border:0;border-radius:20px;background:var(--a);color:var(--i);box-shadow:0 2px 6px rgb(20 24 24/20%),0 10px 26px rgb(20 24 24/22%);cursor:pointer;transition:transform .15s}
button:hover{transform:translateY(-2px)}
button:focus-visible{outline:3px solid var(--a);outline-offset:3px}
svg{fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.word{padding-right:4px;font-size:15px}.word:empty{display:none}button:has(.word:not(:empty)){grid-auto-flow:column;gap:8px;width:auto;padding:0 16px}
.open .word,.open .chat,.x,:not(.open)>.late{display:none}.open .x{display:block}
.badge{position:absolute;top:-5px;right:-5px;min-width:20px;padding:0 5px;box-sizing:border-box;border-radius:10px;background:#b3313c;color:#fff;text-align:center}
.badge:empty{display:none}
iframe{position:fixed;bottom:88px;right:20px;width:384px;height:min(640px,calc(100dvh - 108px));border:0;border-radius:20px;background:#f6f4ef;box-shadow:0 4px 14px rgb(20 24 24/14%),0 18px 60px rgb(20 24 24/26%);color-scheme:normal;opacity:0;visibility:hidden;transform:translateY(12px);transition:opacity .16s,transform .16s,visibility .16s}
.dark iframe{background:#12181a}
.late{position:fixed;bottom:96px;right:32px;max-width:300px;color:#59656a}.late:empty{display:none}
.left iframe,.left .late{right:auto;left:20px}
.open iframe{opacity:1;visibility:visible;transform:none}
@media (max-width:480px){iframe,.left iframe{inset:0;width:100%;height:100dvh;border-radius:0}.ready.open button{visibility:hidden}}
@media (prefers-reduced-motion:reduce){button,iframe{transition:none}}
@media print{.place{display:none}}`

const SVG = 'http://www.w3.org/2000/svg'
/** Built node by node: pages that require trusted types refuse markup. */
const icon = (name: string, size: number, path: string): SVGElement => {
  const svg = document.createElementNS(SVG, 'svg')
  const line = document.createElementNS(SVG, 'path')
  line.setAttribute('d', path)
  const marks = { class: name, width: size, height: size, viewBox: '0 0 24 24', 'aria-hidden': true }
  for (const [key, value] of Object.entries(marks)) svg.setAttribute(key, String(value))
  svg.append(line)
  return svg
}
const span = (name: string): HTMLElement => {
  const made = document.createElement('span')
  made.className = name
  return made
}
const launcher = (): Element[] => [
  icon(
    'chat',
    27,
    'M4 5.5A1.5 1.5 0 0 1 5.5 4h13A1.5 1.5 0 0 1 20 5.5v9a1.5 1.5 0 0 1-1.5 1.5H11l-5 4v-4h-.5A1.5 1.5 0 0 1 4 14.5zM8.5 10h7M13 7.5l2.5 2.5-2.5 2.5',
  ),
  icon('x', 24, 'M6 6l12 12M18 6L6 18'),
  span('word'),
  span('badge'),
]

export interface LoaderFrame {
  /** Makes the iframe; false when it is there already. */
  load(): boolean
  /** The inside runs. */
  ready(): void
  /** The inside does not run yet: says so, and loads it anew. */
  late(): void
  inside(): Window | null | undefined
  show(open: boolean): void
  isOpen(): boolean
  badge(count: number): void
  setLocale(locale: Language): void
  setTheme(theme: WidgetTheme): void
}

export const createFrame = (options: {
  src: string
  left: boolean
  locale: Language
  theme: WidgetTheme
  look: ShownLook
  toggled(): void
}): LoaderFrame => {
  const host = document.createElement('tabdesk-widget')
  const root = host.attachShadow({ mode: 'open' })
  // A constructed sheet is allowed under any style-src, a style element is not.
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(STYLE)
  root.adoptedStyleSheets = [sheet]
  const place = document.createElement('div')
  place.className = options.left ? 'place left' : 'place'
  const button = document.createElement('button')
  button.type = 'button'
  button.append(...launcher())
  button.onclick = options.toggled
  const late = span('late')
  late.role = 'status'
  place.append(button, late)
  root.append(place)
  // Beside the body, so that pages which swap their body keep the conversation.
  document.documentElement.append(host)

  const system = matchMedia('(prefers-color-scheme: dark)')
  let { locale, theme } = options
  let iframe: HTMLIFrameElement | undefined
  let open = false

  const name = () => {
    const words = WORDS[locale]
    button.setAttribute('aria-label', open ? words.close : words.open)
    button.setAttribute('aria-expanded', String(open))
    if (iframe !== undefined) iframe.title = words.title
    const word = button.querySelector('.word')
    if (word !== null) word.textContent = look.launcher?.[locale] ?? ''
  }
  const { look } = options
  const paint = () => {
    const dark = theme === 'auto' ? system.matches : theme === 'dark'
    place.classList.toggle('dark', dark)
    const own = look.palette?.[dark ? 'dark' : 'light']
    if (own === undefined) return
    place.style.setProperty('--a', own.accent)
    place.style.setProperty('--i', own.ink)
  }
  system.addEventListener('change', paint)
  name()
  paint()

  return {
    load: () => {
      if (iframe !== undefined) return false
      iframe = document.createElement('iframe')
      iframe.src = options.src
      iframe.allow = 'clipboard-write; microphone'
      place.prepend(iframe)
      name()
      return true
    },
    ready: () => {
      late.textContent = ''
      place.classList.add('ready')
    },
    late: () => {
      late.textContent = WORDS[locale].late
      if (iframe !== undefined) iframe.src = options.src
    },
    inside: () => iframe?.contentWindow,
    show: (next) => {
      open = next
      place.classList.toggle('open', open)
      name()
      window.dispatchEvent(new CustomEvent('tabdesk', { detail: { open } }))
      if (open) iframe?.focus()
      else button.focus()
    },
    isOpen: () => open,
    badge: (count) => {
      const badge = button.querySelector('.badge')
      if (badge !== null) badge.textContent = count > 0 ? String(Math.min(count, 99)) : ''
    },
    setLocale: (next) => {
      locale = next
      name()
    },
    setTheme: (next) => {
      theme = next
      paint()
    },
  }
}
