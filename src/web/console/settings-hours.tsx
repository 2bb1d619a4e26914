import { type BusinessHours, type OpenSpan, WEEKDAYS, type Weekday } from '../../domain/settings.ts'
import { type AreaForm, Entry, replaced } from './settings-form.tsx'
import { HolidayList } from './settings-holidays.tsx'
import { s } from './settings-texts.ts'

const USUAL: OpenSpan = { from: '09:00', to: '18:00' }
const SHOP_ZONE = 'Asia/Shanghai'

const usualWeek = (): BusinessHours => ({
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone || SHOP_ZONE,
  weekly: Object.fromEntries(
    WEEKDAYS.map((day) => [day, day === 'sat' || day === 'sun' ? [] : [USUAL]]),
  ) as unknown as BusinessHours['weekly'],
  holidays: [],
})

export const HoursForm = ({ form }: { form: AreaForm<BusinessHours | null> }) => {
  const { value, disabled, change } = form
  return (
    <>
      <p class="muted">{s('hoursHint')}</p>
      <label class="switch-line">
        <input
          type="checkbox"
          checked={value !== null}
          disabled={disabled}
          onChange={({ currentTarget }) => change(currentTarget.checked ? usualWeek() : null)}
        />{' '}
        {s('hoursOn')}
      </label>
      {value !== null && (
        <>
          <Entry label={s('timeZone')} hint={s('timeZoneHint')} faults={form.faultsAt('hours.timeZone')}>
            {(marks) => (
              <input
                {...marks}
                value={value.timeZone}
                disabled={disabled}
                onInput={({ currentTarget }) => change({ ...value, timeZone: currentTarget.value })}
              />
            )}
          </Entry>
          <p class="muted small">{s('untilMidnight')}</p>
          <ul class="week">
            {WEEKDAYS.map((day) => (
              <Day
                key={day}
                day={day}
                spans={value.weekly[day]}
                isWrong={(field) => form.faultsAt(`hours.weekly.${day}.${field}`).length > 0}
                disabled={disabled}
                change={(spans) => change({ ...value, weekly: { ...value.weekly, [day]: spans } })}
              />
            ))}
          </ul>
          <HolidayList
            holidays={value.holidays}
            isWrong={(field) => form.faultsAt(`hours.holidays.${field}`).length > 0}
            disabled={disabled}
            change={(holidays) => change({ ...value, holidays })}
          />
        </>
      )}
    </>
  )
}

const Day = (props: {
  day: Weekday
  spans: OpenSpan[]
  disabled: boolean
  isWrong(field: string): boolean
  change(spans: OpenSpan[]): void
}) => {
  const { day, spans, disabled, change, isWrong } = props
  const name = s(day)
  const input = (at: number, end: 'from' | 'to') => (
    <input
      class="clock"
      aria-label={s(end === 'from' ? 'begins' : 'ends', { day: name })}
      aria-invalid={isWrong(`${at}.${end}`) || undefined}
      inputMode="numeric"
      maxLength={5}
      placeholder="09:00"
      value={spans[at]?.[end] ?? ''}
      disabled={disabled}
      onInput={({ currentTarget }) =>
        change(replaced(spans, at, { ...USUAL, ...spans[at], [end]: currentTarget.value }))
      }
    />
  )
  return (
    <li>
      <span class="weekday-name">{name}</span>
      {spans.length === 0 && <span class="muted">{s('closedDay')}</span>}
      {spans.map((_, at) => (
        <span key={at} class="span">
          {input(at, 'from')}–{input(at, 'to')}
          {!disabled && (
            <button
              type="button"
              class="link-button"
              aria-label={s('removeOf', { name: `${name} ${spans[at]?.from ?? ''}` })}
              onClick={() => change(replaced(spans, at, undefined))}
            >
              {s('remove')}
            </button>
          )}
        </span>
      ))}
      {!disabled && (
        <button
          type="button"
          class="link-button"
          aria-label={s('addSpanOf', { day: name })}
          onClick={() => change([...spans, USUAL])}
        >
          {s('addSpan')}
        </button>
      )}
    </li>
  )
}
