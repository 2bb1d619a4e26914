import '../shared/theme.css'
import './console.css'
import './sign-in.css'
import './inbox.css'
import './thread.css'
import './messages.css'
import './cards.css'
import './composer.css'
import './context.css'
import './orders.css'
import './overlays.css'
import { render } from 'preact'
import { startClock } from '../shared/clock.ts'
import { followLanguage } from '../shared/preferences.ts'
import { usableStore } from '../shared/store.ts'
import { followTheme } from '../shared/theme.ts'
import { App } from './app.tsx'
import { takeTokenFromAddress } from './session.ts'

takeTokenFromAddress()
const store = usableStore(() => localStorage)
followLanguage(store)
followTheme(store)
startClock()
const root = document.getElementById('app')
if (root !== null) render(<App store={store} />, root)
