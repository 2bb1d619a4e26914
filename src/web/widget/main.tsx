import '../shared/theme.css'
import './widget.css'
import './greeting.css'
import { render } from 'preact'
import { newCid } from '../../client/cid.ts'
import type { WidgetOptions } from '../shared/embed.ts'
import { pickLanguage } from '../shared/i18n.ts'
import { startClock } from '../shared/start-clock.ts'
import { usableStore } from '../shared/store.ts'
import { followTheme, theme } from '../shared/theme.ts'
import { createChat } from './chat.ts'
import { createHost } from './host.ts'
import { wear } from './look.ts'
import { Panel } from './panel.tsx'
import { canSpeak, speak } from './texts.ts'

const store = usableStore(() => localStorage)
const root = document.getElementById('app')
followTheme()
startClock()

const Inside = (props: Parameters<typeof Panel>[0]) => (canSpeak.value ? <Panel {...props} /> : null)

let stop = () => {}
let started: WidgetOptions = {}
const start = (options: WidgetOptions) => {
  stop()
  started = options
  void speak(pickLanguage([options.locale, ...navigator.languages]))
  if (options.theme !== undefined) theme.value = options.theme
  if (options.look !== undefined) wear(options.look)
  const chat = createChat(store, options)
  addEventListener('online', chat.retryNow)
  addEventListener('offline', chat.networkLost)
  stop = () => {
    removeEventListener('online', chat.retryNow)
    removeEventListener('offline', chat.networkLost)
    chat.stop()
  }
  // Another chat is another panel: nothing of who was here before stays in it.
  if (root !== null) render(<Inside key={newCid()} chat={chat} host={host} store={store} />, root)
}
const host = createHost({
  start,
  localeChosen: (chosen) => void speak(chosen),
  identified: (token) => {
    const { token: _, demo: __, ...rest } = started
    start({ ...rest, ...(token !== undefined && { token }) })
  },
  themeChosen: (chosen) => {
    theme.value = chosen
  },
})
