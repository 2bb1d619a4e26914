import type { BusinessHours } from '../../domain/settings.ts'
import { said } from '../shared/i18n.ts'
import { Entry, replaced } from './settings-form.tsx'
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
      {holidays.length === 0 && <p class="muted">{s('holidayNone')}</p>}
      <ul class="cards-list">
        {holidays.map((one, at) => {
          const put = (next: Partial<Holiday>) => change(replaced(holidays, at, { ...one, ...next }))
          return (
            <li key={at} class="card-entry">
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
              {(['zh', 'en'] as const).map((language) => (
                <Entry key={language} label={`${s('holidayName')} · ${s(language)}`}>
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
              {!disabled && (
                <button
                  type="button"
                  class="link-button"
                  aria-label={s('removeOf', { name: said(one.name) || one.from })}
                  onClick={() => change(replaced(holidays, at, undefined))}
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
          onClick={() => change([...holidays, { from: '', to: '', name: { zh: '', en: '' }, open: [] }])}
        >
          {s('addHoliday')}
        </button>
      )}
    </fieldset>
  )
}
