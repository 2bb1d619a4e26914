import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { Icon } from '../shared/icons.tsx'
import { overlay } from './overlay.ts'
import { t } from './texts.ts'

/** A modal dialog: the browser keeps the focus in it, Esc closes it, and the focus goes back to where it was. */
export const Sheet = (props: { title: string; class?: string; children(close: () => void): ComponentChildren }) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const shown = useRef(overlay.peek())
  // Before the next key: whoever types on after Ctrl K types into it.
  useLayoutEffect(() => {
    dialog.current?.showModal()
    dialog.current?.querySelector<HTMLElement>('[data-first]')?.focus()
  }, [])
  // The browser tells a little late that a dialog was closed: something else may lie there by then.
  const gone = () => {
    if (overlay.value === shown.current) overlay.value = undefined
  }
  // At once, so that the next key already works on the desk.
  const close = () => {
    dialog.current?.close()
    gone()
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc, which browsers give every dialog, is the key for it
    <dialog
      class={`sheet ${props.class ?? ''}`}
      ref={dialog}
      aria-labelledby="sheet-title"
      onClose={gone}
      onCancel={(event) => {
        event.preventDefault()
        close()
      }}
      onClick={(event) => {
        // The backdrop is the dialog itself; what lies on it is not.
        if (event.target === dialog.current) close()
      }}
    >
      <div class="sheet-inside">
        <header>
          <h2 id="sheet-title">{props.title}</h2>
          <button type="button" class="icon-button" aria-label={t('close')} onClick={close}>
            <Icon name="close" />
          </button>
        </header>
        {props.children(close)}
      </div>
    </dialog>
  )
}
