import { useSignal } from '@preact/signals'
import { shortDate } from '../shared/format.ts'
import { language } from '../shared/i18n.ts'
import { useDesk } from './desk-context.ts'
import { localInput, type Moment } from './moments.ts'
import { t } from './texts.ts'

/** Usual times, each by its digit, or any other. */
export const TimeChoice = ({ moments, onChoose }: { moments: readonly Moment[]; onChoose(at: Date): void }) => {
  const own = useSignal(localInput(moments.at(-1)?.at ?? new Date()))
  const isPast = useSignal(false)
  const timeZone = useDesk().timeZone.value
  return (
    <>
      <ul
        class="outcomes"
        onKeyDown={(event) => {
          const moment = moments[Number(event.key) - 1]
          if (moment === undefined || event.ctrlKey || event.altKey || event.metaKey) return
          event.preventDefault()
          onChoose(moment.at)
        }}
      >
        {moments.map(({ name, at }, place) => (
          <li key={name}>
            <button
              type="button"
              class="button"
              data-first={place === 0 ? true : undefined}
              onClick={() => onChoose(at)}
            >
              <kbd>{place + 1}</kbd> {t(name)}{' '}
              <span class="muted small">{shortDate(at.toISOString(), language.value, true, timeZone)}</span>
            </button>
          </li>
        ))}
      </ul>
      <form
        class="own-time"
        onSubmit={(event) => {
          event.preventDefault()
          const at = new Date(own.value)
          isPast.value = !(at.getTime() > Date.now())
          if (!isPast.value) onChoose(at)
        }}
      >
        <label>
          <span>{t('atATime')}</span>
          <input
            type="datetime-local"
            required
            value={own.value}
            onInput={({ currentTarget }) => {
              own.value = currentTarget.value
            }}
          />
        </label>
        <button type="submit" class="button">
          {t('setTime')}
        </button>
      </form>
      <p class="warned" role="alert">
        {isPast.value ? t('pastTime') : ''}
      </p>
    </>
  )
}
