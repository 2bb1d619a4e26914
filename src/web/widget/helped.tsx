import { Icon } from '../shared/icons.tsx'
import type { Chat } from './chat.ts'
import { t } from './texts.ts'

/** Whether an answer helped; who says no is offered a person. */
export const Helped = ({ chat, seq }: { chat: Chat; seq: number }) => {
  const said = chat.ratings.value.get(seq)
  if (said === undefined)
    return (
      <p class="helped">
        {t('helped')}
        <button type="button" aria-label={t('helpedYes')} onClick={() => chat.rate(seq, true)}>
          <Icon name="up" size={16} />
        </button>
        <button type="button" aria-label={t('helpedNo')} onClick={() => chat.rate(seq, false)}>
          <Icon name="thumbDown" size={16} />
        </button>
      </p>
    )
  const state = chat.status.value?.state
  return (
    <p class="helped" role="status">
      {t(said ? 'thanks' : 'sorry')}
      {!said && (state === undefined || state === 'bot') && (
        <button type="button" class="link-button" onClick={() => chat.send(t('askPerson'))}>
          {t('person')}
        </button>
      )}
    </p>
  )
}
