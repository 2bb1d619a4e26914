import { effect } from '@preact/signals'
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { bytesText } from '../shared/bytes-text.ts'
import { language } from '../shared/i18n.ts'
import { Icon } from '../shared/icons.tsx'
import { insertText } from '../shared/insert-text.ts'
import { type ComposerAction, composerAction } from '../shared/keys.ts'
import { useArmed } from './armed.ts'
import { Cards } from './cards.tsx'
import { Collision } from './collision.tsx'
import type { Commands } from './commands.ts'
import { ComposerModes, LengthNote, Preview } from './composer-parts.tsx'
import { nameOf } from './customer-name.ts'
import { useDesk } from './desk-context.ts'
import { type Outcome, outcomeOf } from './draft-outcome.ts'
import { AttachButton, EnclosedFiles, pastedFiles, useFileDrop } from './enclosed-files.tsx'
import { GhostLayer } from './ghost-layer.tsx'
import { HeldBar } from './held-bar.tsx'
import { PickerList } from './picker-list.tsx'
import type { Seat } from './seats.ts'
import { slotName } from './slot-names.ts'
import { SpokenGhost } from './spoken-ghost.tsx'
import { placeholderOf, standingOf } from './standing.ts'
import { t } from './texts.ts'
import { TranslatedDraft, useDraftTranslation } from './translated-draft.tsx'
import { usePicker } from './use-picker.ts'

/** Milliseconds between two typing signs. */
const TYPING_EVERY_MS = 2_500

/** The reply box: the draft over its grey continuation, the cards above, the keys. Nothing here sends but Enter and Send. */
export const Composer = ({ seat, commands }: { seat: Seat; commands: Pick<Commands, 'nextCustomer' | 'undoSend'> }) => {
  const desk = useDesk()
  const { room, reply } = seat
  const box = useRef<HTMLTextAreaElement>(null)
  const lastTyping = useRef(0)
  const lastMode = useRef(reply.mode.value)
  const anyway = useArmed()
  const picker = usePicker(seat, box)
  const row = desk.inbox.rows.value.get(room.id)
  const standing = standingOf(row, desk.me.value.sub)
  const note = reply.mode.value === 'note'
  const locked = !note && (standing === 'taken' || standing === 'resolved')
  const picking = picker.open.value
  const files = seat.files[reply.mode.value]
  const [tooEarly, setTooEarly] = useState(false)
  const translation = useDraftTranslation(seat)
  const [untranslated, setUntranslated] = useState<Outcome>({ send: undefined })
  const isEmpty = () => reply.draft.value.trim() === '' && files.ready.value.length === 0
  const length = reply.draft.value.trim().length
  const fits = length <= desk.limits.value.textUnits
  const ghost = locked || picking !== undefined ? undefined : reply.ghost.value
  const held = desk.pending.value.findLast(({ conversation, heldUntil }) => conversation === room.id && heldUntil)

  // By hand: a controlled textarea would lose its undo history and disturb input methods. And within the key that changed the
  // draft, not a frame later (as `useSignalEffect` would): who types on after Enter must not type behind what was sent.
  useLayoutEffect(
    () =>
      effect(() => {
        const draft = reply.draft.value
        if (box.current !== null && box.current.value !== draft) box.current.value = draft
      }),
    [reply],
  )
  useLayoutEffect(() => {
    // Only now: a box that was locked cannot take the focus before it is drawn open.
    if (lastMode.current !== reply.mode.value) box.current?.focus()
    lastMode.current = reply.mode.value
  }, [reply.mode.value])
  const findCaret = () => {
    const at = box.current
    if (at === null) return
    reply.caretAtEnd.value = at.selectionStart === at.selectionEnd && at.selectionEnd === at.value.length
    picker.look()
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
  const enclose = useCallback(
    (chosen: Iterable<File>) => {
      setTooEarly(false)
      files.add(chosen)
      box.current?.focus()
    },
    [files],
  )
  const over = useFileDrop(locked, enclose)
  /** Whether it went out. */
  const send = (how: { atOnce?: boolean; thenResolve?: boolean } = {}): boolean => {
    if (locked || !fits) return false
    // A reply without the picture that it speaks of would have to be said again.
    setTooEarly(files.waits())
    if (files.waits() || isEmpty()) return false
    // A blank that goes out looks foolish: the first Enter warns, the second means it.
    if (!note && reply.blanks.value.length > 0 && !anyway.armed.value) {
      anyway.press(() => {})
      return false
    }
    const outcome = outcomeOf(desk, seat)
    setUntranslated(outcome)
    if ('refused' in outcome) return false
    desk.sending.submit(seat, { ...how, translated: outcome.send })
    return true
  }
  const act: Record<ComposerAction, () => void> = {
    accept: () => insert(reply.takeAll()),
    acceptWord: () => insert(reply.takeWord()),
    dismiss: reply.dismiss,
    leave: () => box.current?.blur(),
    next: () => reply.cycle(1),
    previous: () => reply.cycle(-1),
    ask: reply.ask,
    insertCard: () => insertCard(),
    send: () => send(),
    sendNow: () => send({ atOnce: true }),
    sendAndResolve: () => {
      // Without a line a conversation that nobody has cannot be claimed: the draft is still here, and so is the agent.
      const canGoOut = standing === 'mine' || desk.line.value.name === 'online'
      if (!note && send({ thenResolve: true }) && canGoOut) commands.nextCustomer.run()
    },
    undoSend: () => {
      if (held !== undefined) desk.undoSend(held)
    },
  }
  const pressed = (event: KeyboardEvent) => {
    // The browser tells of a moved caret a little late, and a fast key must not act on where it was.
    findCaret()
    if (picker.pressed(event)) return
    const action = composerAction(event, {
      composing: reply.composing.value,
      ghostVisible: !locked && reply.ghost.value !== undefined,
      caretAtEnd: reply.caretAtEnd.value,
      canUndo: held !== undefined && reply.draft.value === '',
    })
    if (action === undefined) return
    event.preventDefault()
    act[action]()
  }
  const typed = (value: string) => {
    reply.draft.value = value
    setUntranslated({ send: undefined })
    picker.look()
    const now = Date.now()
    if (note || value === '' || now - lastTyping.current < TYPING_EVERY_MS) return
    lastTyping.current = now
    desk.typing(room.id)
  }

  return (
    <div class={`composer ${note ? 'note' : ''} ${over ? 'dropping' : ''}`}>
      {!note && !locked && <Cards seat={seat} onInsert={insertCard} />}
      {!note && <Collision seat={seat} />}
      <div role="alert">
        {locked && !isEmpty() && (
          <p class="collision locked">
            <Icon name="alert" size={15} />
            {t(standing === 'taken' ? 'takenMeanwhile' : 'resolvedMeanwhile', { name: row?.assigneeName ?? '' })}
          </p>
        )}
      </div>
      <ComposerModes
        mode={reply.mode.value}
        onChange={(mode) => {
          reply.mode.value = mode
        }}
      >
        {ghost !== undefined && (
          <span class="ghost-hint">
            {t('ghostHint')}
            {ghost.of > 1 && ` · ${t('ghostCycle', { n: ghost.of })}`}
          </span>
        )}
      </ComposerModes>
      <div class="reply-box">
        <PickerList picker={picker} />
        <GhostLayer draft={reply.draft.value} rest={ghost?.rest} box={box} />
        <textarea
          id="reply"
          ref={box}
          rows={1}
          // Read-only, and not before a composition ends: a disabled box would drop the focus, and what is typed on would be shortcuts.
          readOnly={locked && !reply.composing.value}
          placeholder={ghost === undefined ? t(placeholderOf(note, standing), { name: row?.assigneeName ?? '' }) : ''}
          aria-label={t(note ? 'noteOn' : 'replyTo', { name: nameOf(row) })}
          aria-describedby="ghost-said"
          aria-autocomplete={picking === undefined ? undefined : 'list'}
          aria-controls={picking === undefined ? undefined : 'picks'}
          aria-activedescendant={picking === undefined ? undefined : `pick-${picking.at}`}
          onKeyDown={pressed}
          onInput={(event) => typed(event.currentTarget.value)}
          onPaste={(event) => {
            const pasted = pastedFiles(event.clipboardData)
            if (pasted.length === 0) return
            event.preventDefault()
            if (!locked) enclose(pasted)
          }}
          onCompositionStart={() => {
            reply.composing.value = true
          }}
          onCompositionEnd={() =>
            // The last input event of a composition comes around this one, in an order that browsers differ in.
            requestAnimationFrame(() => {
              reply.composing.value = false
              picker.look()
            })
          }
        />
      </div>
      {over && (
        <p class="drop-hint">
          {t(note ? 'dropNote' : 'dropReply', { max: bytesText(desk.limits.value.attachmentBytes) })}
        </p>
      )}
      <EnclosedFiles files={files} onEmpty={() => box.current?.focus()} />
      <div role="alert">
        {tooEarly && files.waits() && (
          <p class="blanks">
            <Icon name="alert" size={15} /> {t('filesOnWay')}
          </p>
        )}
      </div>
      {!note && <Preview text={reply.draft.value} />}
      <TranslatedDraft found={translation} refused={untranslated} />
      <LengthNote length={length} limit={desk.limits.value.textUnits} />
      <SpokenGhost rest={ghost?.rest} />
      {!note && anyway.armed.value && reply.blanks.value.length > 0 && (
        <p class="blanks" role="alert">
          <Icon name="alert" size={15} />{' '}
          {t('blanks', { slots: reply.blanks.value.map((slot) => slotName(slot, language.value)).join(', ') })}
        </p>
      )}
      <div class="composer-foot">
        <AttachButton locked={locked} onFiles={enclose} />
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
        <HeldBar conversation={room.id} commands={commands} />
        <span class="spacer" />
        {note && <span class="note-hint">{t('noteHint')}</span>}
        <button
          type="button"
          class={note ? 'button note-button' : 'button primary'}
          disabled={locked || !fits || isEmpty() || files.waits()}
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
