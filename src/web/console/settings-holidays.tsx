import type { BusinessHours } from '../../domain/settings.ts'
import { said } from '../shared/i18n.ts'
import { Entry } from './settings-form.tsx'
import { EntryList, NameEntries } from './settings-list.tsx'
import { s } from './settings-texts.ts'

type Holiday = BusinessHours['holidays'][number]

export const HolidayList = (props: {
  holidays: Holiday[]
  disabled: boolean
  isWrong(field: string): boolean
  change(holidays: Holiday[]): void
}) => {
  const { holidays, disabled, change, isWrong } = props
  const wrong = (field: string) => (isWrong(field) ? [{ field, value: '', fix: '' }] : [])
  return (
    <fieldset>
      <legend>{s('holidays')}</legend>
      <EntryList
        list={holidays}
        disabled={disabled}
        none={s('holidayNone')}
        add={s('addHoliday')}
        fresh={{ from: '', to: '', name: { zh: '', en: '' }, open: [] }}
        nameOf={(one) => said(one.name) || one.from}
        change={change}
      >
        {(one, at, put) => (
          <>
            {(['from', 'to'] as const).map((end) => (
              <Entry key={end} label={s(end === 'from' ? 'firstDay' : 'lastDay')} faults={wrong(`${at}.${end}`)}>
                {(marks) => (
                  <input
                    {...marks}
                    type="date"
                    value={one[end]}
                    disabled={disabled}
                    onInput={({ currentTarget }) => put({ [end]: currentTarget.value })}
                  />
                )}
              </Entry>
            ))}
            <NameEntries
              name={one.name}
              disabled={disabled}
              label={(language) => `${s('holidayName')} · ${s(language)}`}
              change={(name) => put({ name })}
            />
          </>
        )}
      </EntryList>
    </fieldset>
  )
}
