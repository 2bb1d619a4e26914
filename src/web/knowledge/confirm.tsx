import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { t } from './texts.ts'

export interface ConfirmParts {
  title: string
  /** What the button says that does it. */
  action: string
  /** While it is being done. */
  busy?: boolean
  onConfirm(): void
  onClose(): void
  children: ComponentChildren
}

/** Asks before something that is felt at once. A modal dialog: the browser keeps the focus in it, Esc closes it. */
export const Confirm = ({ title, action, busy = false, onConfirm, onClose, children }: ConfirmParts) => {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog class="confirm" ref={dialog} aria-labelledby="confirm-title" onClose={onClose}>
      <h2 id="confirm-title">{title}</h2>
      {children}
      <div class="buttons">
        <button type="button" class="button primary" disabled={busy} onClick={onConfirm}>
          {action}
        </button>
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          {t('cancel')}
        </button>
      </div>
    </dialog>
  )
}
