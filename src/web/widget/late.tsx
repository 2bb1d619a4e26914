import { signal } from '@preact/signals'
import type { ComponentType, VNode } from 'preact'
import { untilThere } from './again.ts'
import { t } from './texts.ts'

/**
 * A component that is fetched when it is first shown, and until it comes; what `Missing` shows stands in its place after a miss: after an
 * update of the server the files of the page that is open may be gone.
 */
export const late = <P extends object>(
  fetch: () => Promise<ComponentType<P>>,
  Missing: ComponentType<NoInfer<P>> = NotLoaded,
): ((props: P) => VNode | null) => {
  const part = signal<{ Shown: ComponentType<P> } | undefined>(undefined)
  const missing = signal(false)
  let asked = false
  return (props) => {
    if (part.value !== undefined) return <part.value.Shown {...props} />
    if (!asked) {
      asked = true
      void untilThere(fetch, () => {
        missing.value = true
      }).then((Shown) => {
        part.value = { Shown }
      })
    }
    return missing.value ? <Missing {...props} /> : null
  }
}

/** Another part says that it is missing, or nobody needs to be told. */
export const Unsaid = () => null

/** No button: the page around a widget would have to be reloaded, which only the person can do. */
const NotLoaded = () => <p role="status">{t('notLoaded')}</p>
