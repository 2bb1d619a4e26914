import { nameOf } from './customer-name.ts'
import { useDesk } from './desk-context.ts'
import { Sheet } from './sheet.tsx'
import { type ConsoleText, t } from './texts.ts'

/** What an ended conversation is kept as; the names are the wire's. */
const OUTCOMES: readonly [string, ConsoleText][] = [
  ['solved', 'outcomeSolved'],
  ['unsolved', 'outcomeUnsolved'],
  ['no_reply', 'outcomeNoReply'],
  ['duplicate', 'outcomeDuplicate'],
  ['spam', 'outcomeSpam'],
]

/** Ends a conversation: Enter takes the usual outcome, a digit another. `onEnd` puts the focus where work goes on. */
export const ResolveSheet = ({ conversation, onEnd }: { conversation: string; onEnd(): void }) => {
  const desk = useDesk()
  const name = nameOf(desk.inbox.rows.value.get(conversation))
  return (
    <Sheet title={t('resolveTitle', { name })}>
      {(close) => {
        const end = (outcome: string) => {
          close()
          desk.actions.resolve(conversation, outcome)
          onEnd()
        }
        return (
          <ul
            class="outcomes"
            onKeyDown={(event) => {
              const outcome = OUTCOMES[Number(event.key) - 1]?.[0]
              if (outcome === undefined || event.ctrlKey || event.altKey || event.metaKey) return
              // The focus is in the reply box before the browser would write the digit.
              event.preventDefault()
              end(outcome)
            }}
          >
            {OUTCOMES.map(([outcome, text], at) => (
              <li key={outcome}>
                <button
                  type="button"
                  class="button"
                  data-first={at === 0 ? true : undefined}
                  onClick={() => end(outcome)}
                >
                  <kbd>{at + 1}</kbd> {t(text)}
                </button>
              </li>
            ))}
          </ul>
        )
      }}
    </Sheet>
  )
}
