import { useComputed } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { pageClock } from '../shared/clock.ts'
import { followTitle } from '../shared/preferences.ts'
import { SignIn } from '../shared/sign-in.tsx'
import type { TextStore } from '../shared/store.ts'
import { openInAddress } from './address.ts'
import { createAlerts } from './alerts.ts'
import { createDesk } from './desk.ts'
import { DeskContext } from './desk-context.ts'
import { countRows } from './rows.ts'
import { session } from './session.ts'
import { t } from './texts.ts'
import { Workplace } from './workplace.tsx'

/** The console: the sign-in page, or the desk of who signed in. */
export const App = ({ store }: { store: TextStore }) =>
  session.token.value === undefined ? (
    <SignIn
      store={store}
      session={session}
      as="agent"
      words={{ title: t('signInTitle'), enterDemo: t('enterDemo'), wrongRole: t('wrongRole') }}
      elsewhere={{ text: t('knowledge'), href: '/knowledge' }}
    />
  ) : (
    <SignedIn key={session.token.value} token={session.token.value} store={store} />
  )

const SignedIn = ({ token, store }: { token: string; store: TextStore }) => {
  const alerts = useMemo(() => createAlerts({ now: Date.now, open: openInAddress }), [])
  const desk = useMemo(
    () =>
      createDesk({
        token,
        store,
        signedOut: () => session.signOut('expired'),
        alerted: (row, settings) => alerts.about(row, settings.value.value),
        now: pageClock.now,
      }),
    [token],
  )
  const queued = useComputed(() => countRows(desk.inbox.rows.value.values(), desk.me.value.sub ?? '').queued)
  useEffect(() => {
    const stopTitle = followTitle(() => `${queued.value > 0 ? `(${queued.value}) ` : ''}Tabdesk · ${t('title')}`)
    const online = () => desk.retryNow()
    // Who leaves the page means what they sent; what does not get out now is sent at the next visit.
    addEventListener('online', online)
    addEventListener('offline', desk.networkLost)
    addEventListener('pagehide', desk.leave)
    return () => {
      removeEventListener('online', online)
      removeEventListener('offline', desk.networkLost)
      removeEventListener('pagehide', desk.leave)
      stopTitle()
      desk.stop()
    }
  }, [desk])
  return (
    <DeskContext.Provider value={desk}>
      <Workplace store={store} />
    </DeskContext.Provider>
  )
}
