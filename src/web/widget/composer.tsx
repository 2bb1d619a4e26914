import { useComputed, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { bytesText } from '../shared/bytes-text.ts'
import { FileChooser } from '../shared/file-chooser.tsx'
import { Icon } from '../shared/icons.tsx'
import { isImeKey } from '../shared/keys.ts'
import type { TextStore } from '../shared/store.ts'
import type { Chat } from './chat.ts'
import { afterPicture, fetchRest } from './fetch-rest.ts'
import type { Host } from './host.ts'
import { late, Unsaid } from './late.tsx'
import { t } from './texts.ts'

const Length = late(async () => (await fetchRest()).Length, Unsaid)
const DropPlace = late(async () => (await fetchRest()).DropPlace, Unsaid)
const SendingFiles = late(async () => (await fetchRest()).SendingFiles, Unsaid)
// Without it one types: no words about what is missing belong in the box.
const VoiceNote = late(async () => (await afterPicture(() => import('./voice-note.tsx'))).VoiceNote, Unsaid)

/** The browser has a microphone's API, which it keeps from pages that did not come over HTTPS. */
const canRecord = navigator.mediaDevices !== undefined && typeof AudioWorkletNode === 'function'
/** Of one customer: another who identifies in this browser does not see it. */
const draftKey = ({ scope }: Chat) => `tabdesk.draft.${scope}`

/** The customer's box; what is written in it outlives the page. */
export const Composer = ({ chat, host, store }: { chat: Chat; host: Host; store: TextStore }) => {
  const box = useRef<HTMLTextAreaElement>(null)
  const draft = useSignal(store.getItem(draftKey(chat)) ?? '')
  const chooser = useRef<HTMLInputElement>(null)
  const composing = useRef(false)
  const isEmpty = useComputed(() => draft.value.trim() === '')
  // Counted as the server does: an emoji is one.
  const length = useComputed(() => [...draft.value.trim()].length)
  const isLong = useComputed(() => length.value > chat.maxText.value)

  const write = (text: string) => {
    draft.value = text
    if (text === '') store.removeItem(draftKey(chat))
    else store.setItem(draftKey(chat), text)
  }
  const send = () => {
    if (isEmpty.value || isLong.value) return
    chat.send(draft.value.trim())
    write('')
    box.current?.focus()
  }
  useEffect(() => {
    // Set by hand: a controlled textarea would disturb input methods.
    if (box.current !== null && box.current.value !== draft.value) box.current.value = draft.value
  }, [draft.value])
  useEffect(() => {
    if (host.shown.value) box.current?.focus()
  }, [host.shown.value])
  useEffect(() => {
    const question = host.question.value
    if (question === undefined || question.send) return
    write(question.text)
    host.questionTaken()
  }, [host.question.value])

  const form = (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <button
        type="button"
        class="clip"
        title={t('attachMax', { max: bytesText(chat.maxFileBytes.value) })}
        aria-label={t('attachMax', { max: bytesText(chat.maxFileBytes.value) })}
        onClick={() => chooser.current?.click()}
      >
        <Icon name="clip" size={20} />
      </button>
      <FileChooser chooser={chooser} onFiles={(files) => chat.files.add(files)} />
      {canRecord && <VoiceNote recorded={(wav) => chat.files.add([wav])} />}
      <div class="grow">
        <div class="mirror" aria-hidden="true">
          {draft.value}
          {'\u200b'}
        </div>
        <textarea
          ref={box}
          rows={1}
          aria-invalid={isLong.value}
          enterkeyhint="send"
          aria-label={t('write')}
          placeholder={t('write')}
          onInput={({ currentTarget: { value } }) => {
            write(value)
            chat.typing(value)
          }}
          onPaste={(event) => {
            const files = event.clipboardData?.files ?? []
            if (files.length === 0) return
            event.preventDefault()
            chat.files.add(files)
          }}
          onCompositionStart={() => {
            composing.current = true
          }}
          onCompositionEnd={() => {
            composing.current = false
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || isImeKey(event, composing.current)) return
            event.preventDefault()
            send()
          }}
        />
      </div>
      <button type="submit" class="send" aria-label={t('send')} disabled={isEmpty.value || isLong.value}>
        <Icon name="send" size={20} />
      </button>
    </form>
  )
  return (
    <>
      {chat.files.sending.value.length > 0 && <SendingFiles files={chat.files} maxBytes={chat.maxFileBytes.value} />}
      <Length length={length.value} max={chat.maxText.value} />
      <DropPlace files={chat.files} />
      {form}
    </>
  )
}
