import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Consequences } from '../../domain/consequences.ts'
import { Icon } from '../shared/icons.tsx'
import { affectedBy } from './affected.ts'
import { AffectedList } from './affected-list.tsx'
import { Because } from './because.tsx'
import { q } from './consequence-texts.ts'
import { useDesk } from './desk-context.ts'
import { useFetched } from './fetched.ts'
import { refusalText } from './notice.tsx'
import type { Overlay } from './overlay.ts'
import { type Retractable, retractableOf, takenByKind } from './retractable.ts'
import { type RetractionState, useRetraction } from './retraction.ts'
import { Sheet } from './sheet.tsx'
import { t } from './texts.ts'

/** Milliseconds that the server has to tell what was decided because of a message. */
const LOOK_UP_MS = 4_000

/** Asks before something is taken back, says what all goes with it, and offers to take back what was said because of it. */
export const UndoSheet = ({ of }: { of: Extract<Overlay, { name: 'recall' | 'rollback' }> }) => {
  const desk = useDesk()
  const room = desk.seat.value?.room
  const isRecall = of.name === 'recall'
  const affected = affectedBy({
    kind: of.name,
    seq: of.seq,
    events: room?.history.transcript.value.events ?? [],
    promises: room?.context.value?.card.promises ?? [],
    read: room?.receipts.value.customer?.read ?? 0,
  })
  const path = `/v1/conversations/${encodeURIComponent(of.conversation)}/consequences`
  const { state: found, again } = useFetched<Consequences>(`${path}?${isRecall ? 'seq' : 'above'}=${of.seq}`, {
    deadlineMs: LOOK_UP_MS,
  })
  const { state, retract } = useRetraction(of)
  const said = useSignal<ReadonlyMap<number, boolean>>(new Map())
  const reason = useSignal('')
  const leave = useRef<HTMLButtonElement>(null)
  const isDone = state.value.name === 'done'
  useEffect(() => {
    if (isDone) leave.current?.focus()
  }, [isDone])

  const { role } = desk.me.value
  const mayRetract = isRecall && (role === 'supervisor' || role === 'admin')
  const because = found.value.name === 'there' ? found.value.value : undefined
  const choices = mayRetract && because !== undefined ? retractableOf(because) : []
  const isChosen = ({ seq, doubt }: Retractable) => said.value.get(seq) ?? doubt === undefined
  const only = choices.filter(isChosen).map(({ seq }) => seq)
  const goes = (seq: number) => (isRecall ? only.includes(seq) : seq > of.seq)
  const promises = [...affected.promises, ...(because?.promises ?? []).filter(({ seq }) => goes(seq))]

  const act = (close: () => void) => {
    // Once asked, what was asked for is asked again: it may be half done.
    if (only.length > 0 || state.value.name !== 'idle')
      return void retract({ only, reason: reason.value.trim() || q('noReason') })
    close()
    if (isRecall) desk.actions.recall(of.conversation, of.seq)
    else desk.actions.rollback(of.conversation, of.seq)
  }

  return (
    <Sheet title={isDone ? q('doneTitle') : t(isRecall ? 'recallTitle' : 'rollbackTitle')}>
      {(close) => (
        <>
          {state.value.name === 'done' && because !== undefined ? (
            <Done because={because} taken={state.value.taken} />
          ) : (
            <>
              <p>{t(isRecall ? 'recallWhat' : 'rollbackWhat')}</p>
              <AffectedList of={affected} promises={new Map(promises.map(({ id, text }) => [id, text]))} />
              <Because
                title={q(isRecall ? 'because' : 'becauseAbove')}
                found={found}
                again={() => void again()}
                choices={choices}
                isChosen={isChosen}
                choose={(seq, chosen) => {
                  said.value = new Map(said.value).set(seq, chosen)
                }}
                goesToo={!isRecall}
              />
              {only.length > 0 && (
                <label class="retract-why">
                  {q('reason')}
                  <input
                    maxLength={500}
                    value={reason.value}
                    onInput={({ currentTarget }) => {
                      reason.value = currentTarget.value
                    }}
                  />
                </label>
              )}
            </>
          )}
          <Trouble state={state.value} />
          <footer>
            <button type="button" data-first class="button" ref={leave} onClick={close}>
              {t(isDone ? 'close' : 'cancel')}
            </button>
            {!isDone && (
              <button
                type="button"
                class="button danger"
                disabled={affected.messages.length === 0 && state.value.name === 'idle'}
                onClick={() => act(close)}
              >
                {state.value.name === 'asking'
                  ? q('taking')
                  : only.length > 0
                    ? q('takeAll', { n: only.length + 1 })
                    : t(isRecall ? 'recall' : 'rollback')}
              </button>
            )}
          </footer>
        </>
      )}
    </Sheet>
  )
}

/** What was taken back, without its words: they are gone. */
const Done = ({ because, taken }: { because: Consequences; taken: readonly number[] }) => {
  const { message, answers, replies } = takenByKind(because, taken)
  return (
    <div role="status" class="retracted">
      <ul class="affected">
        {message > 0 && <li>{q('doneMessage', { n: message })}</li>}
        {answers > 0 && <li>{q('doneAnswers', { n: answers })}</li>}
        {replies > 0 && <li>{q('doneReplies', { n: replies })}</li>}
      </ul>
      <p>{q('done')}</p>
    </div>
  )
}

const Trouble = ({ state }: { state: RetractionState }) => (
  <div role="alert">
    {(state.name === 'uncertain' || state.name === 'refused') && (
      <p class="warned">
        <Icon name="alert" size={15} />{' '}
        {state.name === 'refused' ? q('refused', { why: refusalText(state) }) : q('uncertain')}
      </p>
    )}
  </div>
)
