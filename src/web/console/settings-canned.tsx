import type { CannedAnswer } from '../../domain/settings.ts'
import { type AreaForm, Entry } from './settings-form.tsx'
import { EntryList } from './settings-list.tsx'
import { s } from './settings-texts.ts'

const LANGUAGES = ['zh', 'en'] as const

export const CannedForm = ({ form }: { form: AreaForm<CannedAnswer[]> }) => {
  const { value: list, disabled, change } = form
  return (
    <>
      <p class="muted">{s('cannedHint')}</p>
      <EntryList
        list={list}
        disabled={disabled}
        none={s('cannedNone')}
        add={s('add')}
        fresh={{ shortcut: '', group: '', text: {} }}
        nameOf={(one) => one.shortcut}
        change={change}
      >
        {(one, at, put) => (
          <>
            {(['shortcut', 'group'] as const).map((field) => (
              <Entry key={field} label={s(field)} faults={form.faultsAt(`canned.${at}.${field}`)}>
                {(marks) => (
                  <input
                    {...marks}
                    value={one[field]}
                    disabled={disabled}
                    onInput={({ currentTarget }) => put({ [field]: currentTarget.value })}
                  />
                )}
              </Entry>
            ))}
            {LANGUAGES.map((language) => (
              <Entry
                key={language}
                class="wide"
                label={s(language)}
                faults={form.faultsAt(`canned.${at}.text.${language}`)}
              >
                {(marks) => (
                  <textarea
                    {...marks}
                    rows={2}
                    lang={language}
                    value={one.text[language] ?? ''}
                    disabled={disabled}
                    onInput={({ currentTarget }) => put({ text: withText(one.text, language, currentTarget.value) })}
                  />
                )}
              </Entry>
            ))}
          </>
        )}
      </EntryList>
    </>
  )
}

/** The texts with one of them changed; an empty one is none. */
const withText = (texts: CannedAnswer['text'], language: 'zh' | 'en', text: string): CannedAnswer['text'] => {
  const { [language]: _, ...rest } = texts
  return text === '' ? rest : { ...rest, [language]: text }
}
