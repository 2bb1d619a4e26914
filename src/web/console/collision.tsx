import { clock } from '../shared/clock.ts'
import { Icon } from '../shared/icons.tsx'
import { useDesk } from './desk-context.ts'
import type { Seat } from './seats.ts'
import { t } from './texts.ts'

/** Names of colleagues who write a reply here now. */
export const writersIn = ({ room }: Seat): string[] =>
  [...room.writers.value.values()].filter(({ until }) => until > clock.value).map(({ name }) => name)

/** Two who answer at once say the same thing twice, or the opposite. */
export const Collision = ({ seat }: { seat: Seat }) => {
  const writers = writersIn(seat)
  return (
    <div role="status" class="collision-place">
      {writers.length > 0 && (
        <p class="collision">
          <Icon name="alert" size={15} /> {t('alsoWrites', { name: writers.join(t('comma')) })}
        </p>
      )}
    </div>
  )
}

/** Colleagues who have this conversation before them. */
export const Onlookers = ({ conversation }: { conversation: string }) => {
  const { colleagues } = useDesk()
  const names = colleagues.all.value.filter(({ watching }) => watching.includes(conversation)).map(({ name }) => name)
  if (names.length === 0) return null
  const text = t('alsoLooks', { name: names.join(t('comma')) })
  return (
    <span class="onlookers" title={text}>
      <Icon name="eye" size={14} /> <span class="sr">{text}</span>
      <span aria-hidden="true">{names.join(t('comma'))}</span>
    </span>
  )
}
