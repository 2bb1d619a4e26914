import { nameOf } from './customer-name.ts'
import { useDesk } from './desk-context.ts'
import { isToBeTranslated } from './draft-outcome.ts'
import { momentsFrom } from './moments.ts'
import { Sheet } from './sheet.tsx'
import { t } from './texts.ts'
import { TimeChoice } from './time-choice.tsx'

/** Puts a conversation out of sight for a while. `onEnd` puts the focus where work goes on. */
export const SnoozeSheet = ({ conversation, onEnd }: { conversation: string; onEnd(): void }) => {
  const desk = useDesk()
  const name = nameOf(desk.inbox.rows.value.get(conversation))
  return (
    <Sheet title={t('snoozeTitle', { name })}>
      {(close) => (
        <>
          <p class="muted small">{t('snoozeHint')}</p>
          <TimeChoice
            moments={momentsFrom(new Date(), ['inThreeHours', 'tomorrowMorning', 'nextWeek'], desk.timeZone.value)}
            onChoose={(at) => {
              close()
              desk.marking.snooze(conversation, at)
              onEnd()
            }}
          />
        </>
      )}
    </Sheet>
  )
}

/** Keeps what is in the reply box for a time. */
export const SendLaterSheet = ({ onEnd }: { onEnd(): void }) => {
  const desk = useDesk()
  return (
    <Sheet title={t('laterTitle')}>
      {(close) => (
        <>
          <p class="muted small">{t('laterHint')}</p>
          <TimeChoice
            moments={momentsFrom(new Date(), ['inAnHour', 'tomorrowMorning', 'nextWeek'], desk.timeZone.value)}
            onChoose={(at) => {
              close()
              const seat = desk.seat.value
              if (seat !== undefined) {
                // The customer may have turned to another language while the time was chosen.
                if (isToBeTranslated(desk, seat)) desk.tell('later.translated')
                else desk.marking.sendLater(seat, at)
              }
              onEnd()
            }}
          />
        </>
      )}
    </Sheet>
  )
}
