import { useComputed } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { followTitle } from '../shared/preferences.ts'
import { type TextStore, usableStore } from '../shared/store.ts'
import { createDesk } from './desk.ts'
import { DeskContext } from './desk-context.ts'
import { countRows } from './rows.ts'
import { signOut, token } from './session.ts'
import { SignIn } from './sign-in.tsx'
import { t } from './texts.ts'
import { Workplace } from './workplace.tsx'

/** The console: the sign-in page, or the desk of who signed in. */
export const App = ({ store }: { store: TextStore }) =>
  token.value === undefined ? (
    <SignIn store={store} />
  ) : (
    <SignedIn key={token.value} token={token.value} store={store} />
  )

const SignedIn = ({ token, store }: { token: string; store: TextStore }) => {
  const desk = useMemo(
    () =>
      createDesk({
        token,
        store,
        drafts: usableStore(() => sessionStorage),
        signedOut: () => signOut('expired'),
        now: Date.now,
      }),
    [token],
  )
  const queued = useComputed(() => countRows(desk.inbox.rows.value.values(), desk.me.value.sub ?? '').queued)
  useEffect(() => {
    const stopTitle = followTitle(() => `${queued.value > 0 ? `(${queued.value}) ` : ''}Tabdesk · ${t('title')}`)
    const online = () => desk.retryNow()
    addEventListener('online', online)
    return () => {
      removeEventListener('online', online)
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
