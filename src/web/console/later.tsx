import { useSignal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import { t } from './texts.ts'

/** A part of the console that few open: fetched when it is first shown. */
export const later =
  <P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> =>
  (props) => {
    const loaded = useSignal<ComponentType<P> | 'failed' | undefined>(undefined)
    useEffect(() => {
      load().then(
        (part) => {
          loaded.value = part
        },
        () => {
          loaded.value = 'failed'
        },
      )
    }, [])
    const Part = loaded.value
    if (Part === undefined) return null
    // After an update of the server the parts of before are gone.
    if (Part === 'failed') return <LoadAgain />
    return <Part {...props} />
  }

const LoadAgain = () => (
  <p class="empty" role="alert">
    {t('listFailed')}{' '}
    <button type="button" class="link-button" onClick={() => location.reload()}>
      {t('tryAgain')}
    </button>
  </p>
)
