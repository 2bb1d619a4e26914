import '../shared/theme.css'
import '../shared/button.css'
import './products.css'
import './demo.css'
import { effect } from '@preact/signals'
import '../shared/all-icons.ts'
import { render } from 'preact'
import { language } from '../shared/i18n.ts'
import { followLanguage, followTitle } from '../shared/preferences.ts'
import { usableStore } from '../shared/store.ts'
import { followTheme, theme } from '../shared/theme.ts'
import { Shop } from './shop.tsx'
import { t } from './texts.ts'

/** From this width on the chat fits beside the shop, and opens by itself. */
const ROOM_FOR_CHAT = '(min-width: 1000px)'

const store = usableStore(() => localStorage)
followLanguage(store)
followTheme(store)
followTitle(() => t('title'))
const root = document.getElementById('app')
if (root !== null) render(<Shop store={store} />, root)

// The shop steps aside for the chat, where there is room to.
addEventListener('tabdesk', (event) => {
  document.body.classList.toggle('chat-open', (event as CustomEvent<{ open: boolean }>).detail.open)
})

// As on any other page: one script, told by its data attributes.
const script = document.createElement('script')
script.src = '/widget.js'
script.async = true
script.dataset['demo'] = ''
script.dataset['locale'] = language.value
script.dataset['theme'] = theme.value
script.onload = () => {
  effect(() => window.tabdesk?.setLocale(language.value))
  effect(() => window.tabdesk?.setTheme(theme.value))
  if (matchMedia(ROOM_FOR_CHAT).matches) window.tabdesk?.open()
}
document.head.append(script)
