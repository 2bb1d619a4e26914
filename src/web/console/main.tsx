import '../shared/theme.css'
import '../shared/theme-staff.css'
import '../shared/button.css'
import '../shared/markdown.css'
import '../shared/frame.css'
import '../shared/sign-in.css'
import './console.css'
import './inbox.css'
import './inbox-filters.css'
import './thread.css'
import './messages.css'
import './cards.css'
import './composer.css'
import './context.css'
import './promises.css'
import './orders.css'
import './overlays.css'
import './choice-field.css'
import './consequences.css'
import './work.css'
import '../shared/all-icons.ts'
import { render } from 'preact'
import { followLanguage } from '../shared/preferences.ts'
import { startClock } from '../shared/start-clock.ts'
import { usableStore } from '../shared/store.ts'
import { followTheme } from '../shared/theme.ts'
import { App } from './app.tsx'
import { session } from './session.ts'

session.takeTokenFromAddress()
const store = usableStore(() => localStorage)
followLanguage(store)
followTheme(store)
startClock()
const root = document.getElementById('app')
if (root !== null) render(<App store={store} />, root)
