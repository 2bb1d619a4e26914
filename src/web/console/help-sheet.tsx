import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '../shared/icons.tsx'
import { type ConsoleText, t } from './texts.ts'

const WRITING: [string, ConsoleText][] = [
  ['Tab', 'kTab'],
  ['Ctrl → / Alt →', 'kWord'],
  ['Esc', 'kEsc'],
  ['Alt ↓ / Alt ↑, Alt ] / Alt [', 'kCycle'],
  ['Alt \\', 'kAsk'],
  ['Alt Enter', 'kCard'],
  ['Enter', 'kEnter'],
  ['Shift Enter', 'kNewline'],
]
const ANYWHERE: [string, ConsoleText][] = [
  ['Alt J / Alt K', 'kRows'],
  ['Alt A', 'kClaim'],
  ['Alt H', 'kHandBack'],
  ['Alt E', 'kResolve'],
  ['Alt P', 'kNote'],
  ['Alt L', 'kReply'],
  ['F6', 'kPane'],
  ['?', 'kHelp'],
]

/** All shortcuts. A modal dialog: the browser keeps the focus in it and Esc closes it. */
export const HelpSheet = ({ onClose }: { onClose(): void }) => {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog class="help" ref={dialog} aria-labelledby="help-title" onClose={onClose}>
      <header>
        <h2 id="help-title">{t('help')}</h2>
        <button type="button" class="icon-button" aria-label={t('close')} onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      <Keys title={t('helpWriting')} keys={WRITING} />
      <Keys title={t('helpDesk')} keys={ANYWHERE} />
    </dialog>
  )
}

const Keys = ({ title, keys }: { title: string; keys: [string, ConsoleText][] }) => (
  <section>
    <h3>{title}</h3>
    <dl>
      {keys.map(([key, text]) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{t(text)}</dd>
        </div>
      ))}
    </dl>
  </section>
)
