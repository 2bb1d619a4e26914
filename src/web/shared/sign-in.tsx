import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Role } from '../../domain/message.ts'
import { createDemoToken, fetchAbout } from './api.ts'
import { Icon, Mark } from './icons.tsx'
import type { Session } from './session.ts'
import { t } from './sign-in-texts.ts'
import type { TextStore } from './store.ts'
import { Switches } from './switches.tsx'

export interface SignInParts {
  store: TextStore
  session: Session
  /** Who the demo button makes you, and the role of the command that is shown. */
  as: Role
  words: { title: string; enterDemo: string; wrongRole: string }
  /** Where somebody of another role may belong. */
  elsewhere?: { text: string; href: string }
}

/** The page before the page: a demo button, or a token to paste. */
export const SignIn = ({ store, session, as, words, elsewhere }: SignInParts) => {
  const demo = useSignal(false)
  const demoFailed = useSignal(false)
  const pasted = useSignal('')
  useEffect(() => {
    document.title = 'Tabdesk'
    void fetchAbout().then(
      (about) => {
        demo.value = about.demo
      },
      () => {
        // Without it only the demo button is missing.
      },
    )
  }, [])
  const enterDemo = async () => {
    demoFailed.value = false
    try {
      session.signIn(await createDemoToken(as))
    } catch {
      demoFailed.value = true
    }
  }
  const problem = session.problem.value
  return (
    <main class="sign-in">
      <div class="sign-in-switches">
        <Switches store={store} />
      </div>
      <section class="sign-in-card">
        <Mark size={44} />
        <h1>{words.title}</h1>
        {problem !== undefined && (
          <p class="problem" role="alert">
            <Icon name="alert" size={16} /> {problem === 'role' ? words.wrongRole : t(problem)}
          </p>
        )}
        {problem === 'role' && elsewhere !== undefined && (
          <p>
            <a href={elsewhere.href}>{elsewhere.text}</a>
          </p>
        )}
        {demo.value && (
          <button type="button" class="button primary wide" onClick={() => void enterDemo()}>
            {words.enterDemo}
          </button>
        )}
        {demoFailed.value && (
          <p class="problem" role="alert">
            {t('demoFailed')}
          </p>
        )}
        <p class="muted">{t('intro')}</p>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            session.signIn(pasted.value)
          }}
        >
          <label for="token">{t('token')}</label>
          <div class="token-row">
            <input
              id="token"
              type="password"
              autocomplete="off"
              spellcheck={false}
              value={pasted.value}
              onInput={(event) => {
                pasted.value = event.currentTarget.value
              }}
            />
            <button type="submit" class="button" disabled={pasted.value.trim() === ''}>
              {t('enter')}
            </button>
          </div>
        </form>
        <p class="muted small">{t('how')}</p>
        <code class="command">node bin/tabdesk.js token --role {as} --sub ann</code>
      </section>
    </main>
  )
}
