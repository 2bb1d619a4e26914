import { useSignal } from '@preact/signals'
import { TO_QUEUE } from './actions.ts'
import type { Colleague } from './colleagues.ts'
import { nameOf } from './customer-name.ts'
import { useDesk } from './desk-context.ts'
import { Sheet } from './sheet.tsx'
import { t } from './texts.ts'

const QUEUE = 'queue'
const BOT = 'bot'
const MAX_NOTE = 2_000
const ORDER: Record<Colleague['status'], number> = { online: 0, busy: 1, away: 2, offline: 3 }

/** Hands a conversation on: to somebody by name, to the line, to the bot; with a note for whoever gets it. */
export const TransferSheet = ({ conversation }: { conversation: string }) => {
  const desk = useDesk()
  const colleagues = [...desk.colleagues.all.value].sort(
    (a, b) => ORDER[a.status] - ORDER[b.status] || a.held - b.held || (a.name < b.name ? -1 : 1),
  )
  // Chosen once: who comes first may change with every look, and nobody may get it whom the agent has not seen chosen.
  // And nobody who is not there: Enter must not send a customer to an empty chair.
  const [first] = colleagues
  const to = useSignal(first?.status === 'online' ? `agent:${first.agent}` : QUEUE)
  const note = useSignal('')
  const isThere = to.value === BOT || colleagues.some(({ agent }) => `agent:${agent}` === to.value)
  const chosen = isThere ? to.value : QUEUE
  const row = desk.inbox.rows.value.get(conversation)
  const hand = () => {
    const text = note.value.trim()
    const more = text === '' ? {} : { note: text }
    const colleague = colleagues.find(({ agent }) => `agent:${agent}` === chosen)
    if (colleague !== undefined)
      desk.actions.transfer(conversation, { agent: colleague.agent }, { name: colleague.name, ...more })
    else desk.actions.transfer(conversation, chosen === BOT ? { bot: true } : TO_QUEUE, more)
  }
  const choice = (value: string, text: string, detail: string) => (
    <label class="choice" key={value}>
      <input
        type="radio"
        name="to"
        value={value}
        checked={chosen === value}
        data-first={chosen === value ? true : undefined}
        onChange={() => {
          to.value = value
        }}
      />
      <span>{text}</span>
      <span class="muted small">{detail}</span>
    </label>
  )
  return (
    <Sheet title={t('transferTitle', { name: nameOf(row) })}>
      {(close) => (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            close()
            hand()
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit()
          }}
        >
          <fieldset>
            <legend class="sr">{t('transferTo')}</legend>
            {colleagues.length === 0 && <p class="muted small">{t('nobodyElse')}</p>}
            {colleagues.map(({ agent, name, status, held, capacity }) =>
              choice(`agent:${agent}`, name, `${t(status)} · ${t('holds', { held, capacity })}`),
            )}
            {choice(QUEUE, t('toQueue'), t('toQueueHint'))}
            {row?.state !== 'bot' && choice(BOT, t('toBot'), t('toBotHint'))}
          </fieldset>
          <label class="field">
            <span>{t('transferNote')}</span>
            <textarea
              rows={2}
              maxLength={MAX_NOTE}
              placeholder={t('transferNoteHint')}
              value={note.value}
              onInput={({ currentTarget }) => {
                note.value = currentTarget.value
              }}
            />
          </label>
          <footer>
            <button type="button" class="button" onClick={close}>
              {t('cancel')}
            </button>
            <button type="submit" class="button primary">
              {t('transfer')}
            </button>
          </footer>
        </form>
      )}
    </Sheet>
  )
}
