import '../shared/theme.css'
import '../shared/theme-staff.css'
import '../shared/button.css'
import '../shared/markdown.css'
import '../shared/frame.css'
import '../shared/sign-in.css'
import './frame.css'
import './diff.css'
import './import.css'
import './import-review.css'
import './import-columns.css'
import './history.css'
import '../shared/all-icons.ts'
import { render } from 'preact'
import { followLanguage } from '../shared/preferences.ts'
import { startClock } from '../shared/start-clock.ts'
import { usableStore } from '../shared/store.ts'
import { followTheme } from '../shared/theme.ts'
import { App } from './app.tsx'
import { followAddress } from './route.ts'
import { session } from './session.ts'

session.takeTokenFromAddress()
const store = usableStore(() => localStorage)
followLanguage(store)
followTheme(store)
followAddress()
startClock()
const root = document.getElementById('app')
if (root !== null) render(<App store={store} />, root)
