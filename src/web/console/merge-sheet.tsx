import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ConversationsPage } from '../../client/wire.ts'
import type { ConversationSummary } from '../../domain/notice.ts'
import { call } from '../shared/api.ts'
import { channelOf } from './channels.ts'
import { nameOf } from './customer-name.ts'
import { useDesk } from './desk-context.ts'
import { session } from './session.ts'
import { Sheet } from './sheet.tsx'
import { stateText } from './state-text.ts'
import { t } from './texts.ts'

/** Merges a conversation into another one of the same customer, after saying what happens. `onEnd` opens the other one. */
export const MergeSheet = ({ conversation, onEnd }: { conversation: string; onEnd(into: string): void }) => {
  const desk = useDesk()
  const found = useSignal<readonly ConversationSummary[] | 'loading' | 'failed'>('loading')
  const into = useSignal<string | undefined>(undefined)
  useEffect(() => {
    const url = `/v1/conversations/${encodeURIComponent(conversation)}/same-customer`
    call<ConversationsPage>(url, { token: session.token.value ?? '' }).then(
      ({ conversations }) => {
        found.value = conversations
        into.value = conversations[0]?.conversation
      },
      () => {
        found.value = 'failed'
      },
    )
  }, [conversation])
  const others = found.value
  return (
    <Sheet title={t('mergeTitle')}>
      {(close) => (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (into.value === undefined) return
            close()
            desk.marking.merge(conversation, into.value)
            onEnd(into.value)
          }}
        >
          {others === 'loading' && <p class="muted">{t('loading')}</p>}
          {others === 'failed' && <p role="alert">{t('listFailed')}</p>}
          {Array.isArray(others) && others.length === 0 && <p>{t('mergeNone')}</p>}
          {Array.isArray(others) && others.length > 0 && (
            <>
              <fieldset>
                <legend class="sr">{t('mergeTitle')}</legend>
                {others.map((row) => (
                  <label class="choice" key={row.conversation}>
                    <input
                      type="radio"
                      name="into"
                      data-first={into.value === row.conversation ? true : undefined}
                      checked={into.value === row.conversation}
                      onChange={() => {
                        into.value = row.conversation
                      }}
                    />
                    <span>
                      {nameOf(row)} · {channelOf(row).name}
                    </span>
                    <span class="muted small cut">
                      {stateText(row, desk.me.value.sub)} {row.lastText === undefined ? '' : `· ${row.lastText}`}
                    </span>
                  </label>
                ))}
              </fieldset>
              <p class="muted small">{t('mergeWhat', { name: nameOf(desk.inbox.rows.value.get(conversation)) })}</p>
            </>
          )}
          <footer>
            <button type="button" class="button" data-first onClick={close}>
              {t('cancel')}
            </button>
            <button type="submit" class="button primary" disabled={into.value === undefined}>
              {t('merge')}
            </button>
          </footer>
        </form>
      )}
    </Sheet>
  )
}
