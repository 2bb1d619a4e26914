import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { Icon } from '../shared/icons.tsx'
import { insertText } from '../shared/insert-text.ts'
import { composerAction } from '../shared/keys.ts'
import { useArmed } from './armed.ts'
import { Cards } from './cards.tsx'
import { useDesk } from './desk-context.ts'
import { GhostLayer } from './ghost-layer.tsx'
import type { Seat } from './seats.ts'
import { SpokenGhost } from './spoken-ghost.tsx'
import { type ConsoleText, t } from './texts.ts'

/** Milliseconds between two typing signs. */
const TYPING_EVERY_MS = 2_500
/** Characters in a message, as the server takes them. */
const MAX_LENGTH = 4_000

type Standing = 'mine' | 'free' | 'taken' | 'resolved'

/** The reply box: the draft over its grey continuation, the cards above, the keys. Nothing here sends but Enter and Send. */
export const Composer = ({ seat }: { seat: Seat }) => {
  const desk = useDesk()
  const { room, reply } = seat
  const box = useRef<HTMLTextAreaElement>(null)
  const lastTyping = useRef(0)
  const lastMode = useRef(reply.mode.value)
  const anyway = useArmed()
  const row = desk.inbox.rows.value.get(room.id)
  const standing: Standing =
    row?.state === 'resolved'
      ? 'resolved'
      : row?.state !== 'assigned'
        ? 'free'
        : row.assignee === desk.me.value.sub
          ? 'mine'
          : 'taken'
  const note = reply.mode.value === 'note'
  const locked = !note && (standing === 'taken' || standing === 'resolved')
  const ghost = locked ? undefined : reply.ghost.value

  useEffect(() => {
    // Set by hand: a controlled textarea would lose its undo history and disturb input methods.
    if (box.current !== null && box.current.value !== reply.draft.value) box.current.value = reply.draft.value
  }, [reply.draft.value])
  useLayoutEffect(() => {
    // Only now: a box that was locked cannot take the focus before it is drawn open.
    if (lastMode.current !== reply.mode.value) box.current?.focus()
    lastMode.current = reply.mode.value
  }, [reply.mode.value])
  const findCaret = () => {
    const at = box.current
    if (at === null) return
    reply.caretAtEnd.value = at.selectionStart === at.selectionEnd && at.selectionEnd === at.value.length
  }
  useEffect(() => {
    document.addEventListener('selectionchange', findCaret)
    return () => document.removeEventListener('selectionchange', findCaret)
  }, [reply])

  const insert = (text: string, whole = false) => {
    if (box.current !== null && text !== '') insertText(box.current, text, whole)
  }
  const insertCard = (suggestion = room.suggestion.value?.suggestions[0]) => {
    if (suggestion === undefined || locked) return
    reply.mode.value = 'reply'
    insert(suggestion.text, true)
    reply.took(suggestion)
  }
  const send = () => {
    if (locked || reply.draft.value.trim() === '') return
    // A blank that goes out looks foolish: the first Enter warns, the second means it.
    if (!note && reply.blanks.value.length > 0 && !anyway.armed.value) return anyway.press(() => {})
    desk.submit(seat)
  }
  const act: Record<NonNullable<ReturnType<typeof composerAction>>, () => void> = {
    accept: () => insert(reply.takeAll()),
    acceptWord: () => insert(reply.takeWord()),
    dismiss: reply.dismiss,
    leave: () => box.current?.blur(),
    next: () => reply.cycle(1),
    previous: () => reply.cycle(-1),
    ask: reply.ask,
    insertCard: () => insertCard(),
    send,
  }
  const pressed = (event: KeyboardEvent) => {
    // The browser tells of a moved caret a little late, and a fast key must not act on where it was.
    findCaret()
    const action = composerAction(event, {
      composing: reply.composing.value,
      ghostVisible: !locked && reply.ghost.value !== undefined,
      caretAtEnd: reply.caretAtEnd.value,
    })
    if (action === undefined) return
    event.preventDefault()
    act[action]()
  }
  const typed = (value: string) => {
    reply.draft.value = value
    const now = Date.now()
    if (note || standing !== 'mine' || value === '' || now - lastTyping.current < TYPING_EVERY_MS) return
    lastTyping.current = now
    desk.typing(room.id)
  }

  return (
    <div class={note ? 'composer note' : 'composer'}>
      {!note && !locked && <Cards seat={seat} onInsert={insertCard} />}
      <div class="modes">
        {(['reply', 'note'] as const).map((mode) => (
          <button
            type="button"
            key={mode}
            aria-pressed={reply.mode.value === mode}
            title={mode === 'reply' ? 'Alt+L' : 'Alt+P'}
            onClick={() => {
              reply.mode.value = mode
            }}
          >
            {t(mode === 'reply' ? 'replyMode' : 'noteMode')}
          </button>
        ))}
        {ghost !== undefined && (
          <span class="ghost-hint">
            {t('ghostHint')}
            {ghost.of > 1 && ` · ${t('ghostCycle', { n: ghost.of })}`}
          </span>
        )}
      </div>
      <div class="reply-box">
        <GhostLayer draft={reply.draft.value} rest={ghost?.rest} box={box} />
        <textarea
          id="reply"
          ref={box}
          rows={1}
          maxLength={MAX_LENGTH}
          disabled={locked}
          placeholder={ghost === undefined ? t(placeholder(note, standing), { name: row?.assigneeName ?? '' }) : ''}
          aria-label={t('replyTo', { name: row?.customerName ?? '' })}
          aria-describedby="ghost-said"
          onKeyDown={pressed}
          onInput={(event) => typed(event.currentTarget.value)}
          onCompositionStart={() => {
            reply.composing.value = true
          }}
          onCompositionEnd={() =>
            // The last input event of a composition comes around this one, in an order that browsers differ in.
            requestAnimationFrame(() => {
              reply.composing.value = false
            })
          }
        />
      </div>
      <SpokenGhost rest={ghost?.rest} />
      {!note && anyway.armed.value && reply.blanks.value.length > 0 && (
        <p class="blanks" role="alert">
          <Icon name="alert" size={15} /> {t('blanks', { slots: reply.blanks.value.join(', ') })}
        </p>
      )}
      <div class="composer-foot">
        {ghost !== undefined && (
          <button
            type="button"
            class="button small"
            onClick={() => {
              insert(reply.takeAll())
              box.current?.focus()
            }}
          >
            {t('insert')} <kbd>Tab</kbd>
          </button>
        )}
        <span class="spacer" />
        <button
          type="button"
          class="button primary"
          disabled={locked || reply.draft.value.trim() === ''}
          onClick={() => {
            send()
            box.current?.focus()
          }}
        >
          <Icon name={note ? 'note' : 'send'} size={16} />
          {t(note ? 'saveNote' : standing === 'free' ? 'claimAndSend' : 'send')}
        </button>
      </div>
    </div>
  )
}

const placeholder = (note: boolean, standing: Standing): ConsoleText => {
  if (note) return 'notePlaceholder'
  if (standing === 'taken') return 'takenPlaceholder'
  if (standing === 'resolved') return 'resolvedPlaceholder'
  return standing === 'mine' ? 'replyPlaceholder' : 'claimPlaceholder'
}
