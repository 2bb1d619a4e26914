import { useEffect, useMemo } from 'preact/hooks'
import { followTitle } from '../shared/preferences.ts'
import { SignIn } from '../shared/sign-in.tsx'
import type { TextStore } from '../shared/store.ts'
import { Frame } from './frame.tsx'
import { route } from './route.ts'
import { session } from './session.ts'
import { t } from './texts.ts'
import { createWorkroom, WorkroomContext } from './workroom.ts'

/** The knowledge pages: the sign-in page, or the workroom of who signed in. */
export const App = ({ store }: { store: TextStore }) =>
  session.token.value === undefined ? (
    <SignIn
      store={store}
      session={session}
      as="knowledge"
      words={{ title: t('signInTitle'), enterDemo: t('enterDemo'), wrongRole: t('wrongRole') }}
    />
  ) : (
    <SignedIn key={session.token.value} token={session.token.value} store={store} />
  )

const SignedIn = ({ token, store }: { token: string; store: TextStore }) => {
  const workroom = useMemo(() => createWorkroom({ token, store, signedOut: () => session.signOut('expired') }), [token])
  useEffect(() => followTitle(() => `${t(route.value.page)} · ${t('title')} · Tabdesk`), [])
  return (
    <WorkroomContext.Provider value={workroom}>
      <Frame />
    </WorkroomContext.Provider>
  )
}
