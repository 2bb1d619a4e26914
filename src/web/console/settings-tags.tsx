import { TAG_COLOURS, type Tag, type TagColour } from '../../domain/settings.ts'
import { said } from '../shared/i18n.ts'
import { type AreaForm, Entry } from './settings-form.tsx'
import { EntryList, NameEntries } from './settings-list.tsx'
import { s } from './settings-texts.ts'

export const TagsForm = ({ form }: { form: AreaForm<Tag[]> }) => {
  const { value: list, disabled, change } = form
  return (
    <>
      <p class="muted">{s('tagsHint')}</p>
      <EntryList
        list={list}
        disabled={disabled}
        none={s('tagsNone')}
        add={s('add')}
        fresh={{ id: '', name: { zh: '', en: '' }, colour: 'accent' }}
        nameOf={(one) => said(one.name) || one.id}
        change={change}
      >
        {(one, at, put) => (
          <>
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
            <NameEntries
              name={one.name}
              disabled={disabled}
              label={s}
              faults={(language) => form.faultsAt(`tags.${at}.name.${language}`)}
              change={(name) => put({ name })}
            />
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
          </>
        )}
      </EntryList>
    </>
  )
}
