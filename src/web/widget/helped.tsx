import { call } from '../shared/api.ts'
import { Icon } from '../shared/icons.tsx'
import { usableStore } from '../shared/store.ts'
import type { Chat } from './chat.ts'
import { createRatings } from './ratings.ts'
import { t } from './texts.ts'

const ratings = createRatings(usableStore(() => localStorage))

/** Whether an answer helped; who says no is offered a person. */
export const Helped = ({ chat, conversation, seq }: { chat: Chat; conversation: string; seq: number }) => {
  const said = ratings.of(conversation, seq)
  const rate = (helped: boolean) => {
    if (!ratings.say(conversation, seq, helped)) return
    // A rating that is lost is a pity and nothing more.
    call(`/v1/conversations/${conversation}/answers/${seq}/rating`, { token: chat.token(), body: { helped } }).catch(
      () => {},
    )
  }
  if (said === undefined)
    return (
      <p class="helped">
        {t('helped')}
        <button type="button" aria-label={t('helpedYes')} onClick={() => rate(true)}>
          <Icon name="up" size={16} />
        </button>
        <button type="button" aria-label={t('helpedNo')} onClick={() => rate(false)}>
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
