import { TAG_COLOURS, type Tag, type TagColour } from '../../domain/settings.ts'
import { said } from '../shared/i18n.ts'
import { type AreaForm, Entry, replaced } from './settings-form.tsx'
import { s } from './settings-texts.ts'

export const TagsForm = ({ form }: { form: AreaForm<Tag[]> }) => {
  const { value: list, disabled, change } = form
  return (
    <>
      <p class="muted">{s('tagsHint')}</p>
      {list.length === 0 && <p class="muted">{s('tagsNone')}</p>}
      <ul class="cards-list">
        {list.map((one, at) => {
          const put = (next: Partial<Tag>) => change(replaced(list, at, { ...one, ...next }))
          return (
            <li key={at} class="card-entry">
              <Entry label={s('tagId')} hint={s('tagIdHint')} faults={form.faultsAt(`tags.${at}.id`)}>
                {(marks) => (
                  <input
                    {...marks}
                    value={one.id}
                    disabled={disabled}
                    onInput={({ currentTarget }) => put({ id: currentTarget.value })}
                  />
                )}
              </Entry>
              {(['zh', 'en'] as const).map((language) => (
                <Entry key={language} label={s(language)} faults={form.faultsAt(`tags.${at}.name.${language}`)}>
                  {(marks) => (
                    <input
                      {...marks}
                      lang={language}
                      value={one.name[language]}
                      disabled={disabled}
                      onInput={({ currentTarget }) => put({ name: { ...one.name, [language]: currentTarget.value } })}
                    />
                  )}
                </Entry>
              ))}
              <Entry label={s('colour')} faults={form.faultsAt(`tags.${at}.colour`)}>
                {(marks) => (
                  <select
                    {...marks}
                    value={one.colour}
                    disabled={disabled}
                    onChange={({ currentTarget }) => put({ colour: currentTarget.value as TagColour })}
                  >
                    {TAG_COLOURS.map((colour) => (
                      <option key={colour} value={colour}>
                        {s(colour)}
                      </option>
                    ))}
                  </select>
                )}
              </Entry>
              <span class="tag-shown" style={{ '--tag': `var(--${one.colour})` }}>
                {said(one.name) || one.id || '…'}
              </span>
              {!disabled && (
                <button
                  type="button"
                  class="link-button"
                  aria-label={s('removeOf', { name: said(one.name) || one.id })}
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
        <button
          type="button"
          class="button"
          onClick={() => change([...list, { id: '', name: { zh: '', en: '' }, colour: 'accent' }])}
        >
          {s('add')}
        </button>
      )}
    </>
  )
}
