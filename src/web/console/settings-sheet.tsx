import { useSignal } from '@preact/signals'
import { useDesk } from './desk-context.ts'
import { type DeskSettings, UNDO_SECONDS } from './desk-settings.ts'
import { Sheet } from './sheet.tsx'
import { type ConsoleText, t } from './texts.ts'

const SWITCHES: readonly ['sound' | 'notices' | 'preview' | 'singleKeys', ConsoleText, ConsoleText][] = [
  ['sound', 'setSound', 'setSoundHint'],
  ['notices', 'setNotices', 'setNoticesHint'],
  ['preview', 'setPreview', 'setPreviewHint'],
  ['singleKeys', 'setSingleKeys', 'setSingleKeysHint'],
]

/** How this agent likes their desk. */
export const SettingsSheet = () => {
  const { settings, me } = useDesk()
  const denied = useSignal(false)
  const value = settings.value.value
  const change = async (name: keyof DeskSettings, on: boolean) => {
    if (name === 'notices' && on && !(await mayNotify())) {
      denied.value = true
      return
    }
    settings.change({ [name]: on })
  }
  return (
    <Sheet title={t('settings')}>
      {(close) => (
        <>
          <label class="setting">
            <span>
              {t('setUndo')}
              <span class="muted small">{t('setUndoHint')}</span>
            </span>
            <select
              data-first
              value={String(value.undoSeconds)}
              onChange={({ currentTarget }) => {
                const undoSeconds = UNDO_SECONDS.find((seconds) => String(seconds) === currentTarget.value)
                if (undoSeconds !== undefined) settings.change({ undoSeconds })
              }}
            >
              {UNDO_SECONDS.map((seconds) => (
                <option key={seconds} value={String(seconds)}>
                  {seconds === 0 ? t('off') : t('seconds', { n: seconds })}
                </option>
              ))}
            </select>
          </label>
          {SWITCHES.map(([name, text, hint]) => (
            <label class="setting" key={name}>
              <span>
                {t(text)}
                <span class="muted small">{t(hint)}</span>
              </span>
              <input
                type="checkbox"
                checked={value[name]}
                onChange={({ currentTarget }) => {
                  const on = currentTarget.checked
                  // It shows what is so, which a refusal of the browser leaves as it was.
                  currentTarget.checked = value[name]
                  void change(name, on)
                }}
              />
            </label>
          ))}
          <p class="warned" role="status">
            {denied.value ? t('noticesDenied') : ''}
          </p>
          {(me.value.role === 'admin' || me.value.role === 'supervisor') && (
            <p>
              <button
                type="button"
                class="button"
                onClick={() => {
                  close()
                  location.hash = 'settings/canned'
                }}
              >
                {t('shopSettings')}
              </button>
            </p>
          )}
        </>
      )}
    </Sheet>
  )
}

const mayNotify = async (): Promise<boolean> =>
  'Notification' in window && (await Notification.requestPermission()) === 'granted'
