import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { createDemoToken, fetchAbout } from '../shared/api.ts'
import { Icon, Mark } from '../shared/icons.tsx'
import type { TextStore } from '../shared/store.ts'
import { Switches } from '../shared/switches.tsx'
import { signIn, signInProblem } from './session.ts'
import { t } from './texts.ts'
import { themeLabel } from './top-bar.tsx'

const PROBLEMS = { expired: 'expired', role: 'wrongRole', unreadable: 'unreadable' } as const

export const SignIn = ({ store }: { store: TextStore }) => {
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
      signIn(await createDemoToken('agent'))
    } catch {
      demoFailed.value = true
    }
  }
  const problem = signInProblem.value
  return (
    <main class="sign-in">
      <div class="sign-in-switches">
        <Switches store={store} label={themeLabel()} />
      </div>
      <section class="sign-in-card">
        <Mark size={44} />
        <h1>{t('signInTitle')}</h1>
        {problem !== undefined && (
          <p class="problem" role="alert">
            <Icon name="alert" size={16} /> {t(PROBLEMS[problem])}
          </p>
        )}
        {demo.value && (
          <button type="button" class="button primary wide" onClick={() => void enterDemo()}>
            {t('enterDemo')}
          </button>
        )}
        {demoFailed.value && (
          <p class="problem" role="alert">
            {t('demoFailed')}
          </p>
        )}
        <p class="muted">{t('signInIntro')}</p>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            signIn(pasted.value)
          }}
        >
          <label for="token">{t('tokenLabel')}</label>
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
        <p class="muted small">{t('signInHow')}</p>
        <code class="command">npx tabdesk token --role agent --sub ann</code>
      </section>
    </main>
  )
}
