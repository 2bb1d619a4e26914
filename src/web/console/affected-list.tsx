import { Icon } from '../shared/icons.tsx'
import type { Affected } from './affected.ts'
import { t, tn } from './texts.ts'

/** Messages shown of those that are taken back; the counts tell of the rest. */
const SHOWN = 4

/** What taking back touches; `promises` are texts by id. */
export const AffectedList = ({ of, promises }: { of: Affected; promises: ReadonlyMap<string, string> }) => {
  const counts = [
    ['affectedCustomers', of.customers],
    ['affectedAnswers', of.answers],
    ['affectedReplies', of.replies],
    ['affectedNotes', of.notes],
    ['affectedPromises', promises.size],
  ] as const
  return (
    <>
      <ul class="affected">
        {counts
          .filter(([, n]) => n > 0)
          .map(([text, n]) => (
            <li key={text}>{tn(text, n)}</li>
          ))}
      </ul>
      <ul class="affected-messages">
        {of.messages.slice(0, SHOWN).map(({ seq, from, text }) => (
          <li key={seq}>
            <strong>{from.role === 'bot' ? t('botBadge') : from.name}</strong> <span class="cut">{text}</span>
          </li>
        ))}
        {of.messages.length > SHOWN && <li class="muted">{t('more', { n: of.messages.length - SHOWN })}</li>}
      </ul>
      {[...promises].map(([id, text]) => (
        <p class="warned" key={id}>
          <Icon name="alert" size={15} /> {t('promiseGone', { text })}
        </p>
      ))}
      {of.read && (
        <p class="warned">
          <Icon name="alert" size={15} /> {t('alreadyRead')}
        </p>
      )}
    </>
  )
}
