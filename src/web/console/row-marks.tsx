import type { ConversationSummary } from '../../domain/notice.ts'
import { shortDate } from '../shared/format.ts'
import { language } from '../shared/i18n.ts'
import { Icon } from '../shared/icons.tsx'
import { useDesk } from './desk-context.ts'
import { judgementText } from './judged.tsx'
import { isNamedIn } from './rows.ts'
import { tagText } from './tags.ts'
import { t, tn } from './texts.ts'

/** Tags on a line of the inbox; more would push the rest out. */
const TAGS_SHOWN = 2

/** What agents and the customer have put on a conversation, on its line of the inbox. */
export const RowMarks = ({ row }: { row: ConversationSummary }) => {
  const { me, tags: known } = useDesk()
  const { woken, snooze, later = [], tags = [], ratings = [], judged } = row.marks ?? {}
  const waiting = later.filter(({ held }) => held === undefined).length
  const rated = ratings.at(-1)
  return (
    <>
      {woken !== undefined && <span class="tag soon">{t(woken.why === 'time' ? 'wokenTime' : 'wokenCustomer')}</span>}
      {isNamedIn(row, me.value.sub) && (
        <span class="tag soon mark" title={t('mentionMark')}>
          <span aria-hidden="true">@</span>
          <span class="sr">{t('mentionMark')}</span>
        </span>
      )}
      {later.length > waiting && <span class="tag bad">{t('laterHeldMark')}</span>}
      {snooze !== undefined && (
        <span class="tag">{t('snoozedUntil', { time: shortDate(snooze.until, language.value, true) })}</span>
      )}
      {waiting > 0 && (
        <span class="tag mark" title={tn('laterMark', waiting)}>
          <Icon name="send" size={12} /> {waiting}
          <span class="sr">{tn('laterMark', waiting)}</span>
        </span>
      )}
      {rated !== undefined && <Rated helped={rated.helped} />}
      {judged !== undefined && <span class="tag">{judgementText(judged)}</span>}
      {tags.slice(0, TAGS_SHOWN).map((tag) => (
        <span class="tag put-on" key={tag}>
          {tagText(tag, known.value)}
        </span>
      ))}
      {tags.length > TAGS_SHOWN && <span class="tag">+{tags.length - TAGS_SHOWN}</span>}
    </>
  )
}

/** The customer's word on an answer. */
export const Rated = ({ helped }: { helped: boolean }) => (
  <span class={helped ? 'tag mark' : 'tag mark bad'} title={t(helped ? 'ratedGood' : 'ratedBad')}>
    <Icon name={helped ? 'up' : 'thumbDown'} size={13} />
    <span class="sr">{t(helped ? 'ratedGood' : 'ratedBad')}</span>
  </span>
)
