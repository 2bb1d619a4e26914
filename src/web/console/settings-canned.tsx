import type { CannedAnswer } from '../../domain/settings.ts'
import { type AreaForm, Entry, replaced } from './settings-form.tsx'
import { s } from './settings-texts.ts'

const LANGUAGES = ['zh', 'en'] as const

export const CannedForm = ({ form }: { form: AreaForm<CannedAnswer[]> }) => {
  const { value: list, disabled, change } = form
  return (
    <>
      <p class="muted">{s('cannedHint')}</p>
      {list.length === 0 && <p class="muted">{s('cannedNone')}</p>}
      <ul class="cards-list">
        {list.map((one, at) => {
          const put = (next: Partial<CannedAnswer>) => change(replaced(list, at, { ...one, ...next }))
          const say = (language: 'zh' | 'en', text: string) => {
            const { [language]: _, ...rest } = one.text
            put({ text: text === '' ? rest : { ...rest, [language]: text } })
          }
          return (
            <li key={at} class="card-entry">
              <Entry label={s('shortcut')} faults={form.faultsAt(`canned.${at}.shortcut`)}>
                {(marks) => (
                  <input
                    {...marks}
                    value={one.shortcut}
                    disabled={disabled}
                    onInput={({ currentTarget }) => put({ shortcut: currentTarget.value })}
                  />
                )}
              </Entry>
              <Entry label={s('group')} faults={form.faultsAt(`canned.${at}.group`)}>
                {(marks) => (
                  <input
                    {...marks}
                    value={one.group}
                    disabled={disabled}
                    onInput={({ currentTarget }) => put({ group: currentTarget.value })}
                  />
                )}
              </Entry>
              {LANGUAGES.map((language) => (
                <Entry
                  key={language}
                  class="wide"
                  label={s(language)}
                  faults={[...form.faultsAt(`canned.${at}.text.${language}`)]}
                >
                  {(marks) => (
                    <textarea
                      {...marks}
                      rows={2}
                      lang={language}
                      value={one.text[language] ?? ''}
                      disabled={disabled}
                      onInput={({ currentTarget }) => say(language, currentTarget.value)}
                    />
                  )}
                </Entry>
              ))}
              {!disabled && (
                <button
                  type="button"
                  class="link-button"
                  aria-label={s('removeOf', { name: one.shortcut })}
                  onClick={() => change(replaced(list, at, undefined))}
                >
                  {s('remove')}
                </button>
              )}
            </li>
          )
        })}
      </ul>
      {!disabled && (
        <button type="button" class="button" onClick={() => change([...list, { shortcut: '', group: '', text: {} }])}>
          {s('add')}
        </button>
      )}
    </>
  )
}
