import './voice-note.css'
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { createTexts } from '../shared/i18n.ts'
import { Icon } from '../shared/icons.tsx'
import type { VoiceRecording } from './voice-recorder.ts'

/** Seconds of the longest voice note; at its end recording stops, and it waits to be sent. */
const MAX_SECONDS = 60
/** Seconds below which a note is a slip of the finger. */
const MIN_SECONDS = 0.5
/** Milliseconds between looks at the time. */
const TICK_MS = 200

const zh = {
  record: '录一段语音（最长 {max} 秒）',
  waiting: '请允许使用麦克风…',
  recording: '正在录音',
  full: '已录满 {max} 秒',
  refused: '没有麦克风权限，录不了音。请在浏览器的网站设置里允许使用麦克风，或者直接打字。',
  none: '没有找到麦克风，可以直接打字。',
  failed: '没有录上，请再试一次，或者直接打字。',
  cancel: '取消',
  close: '知道了',
  send: '发送语音',
  name: '语音',
}
const en: Record<keyof typeof zh, string> = {
  record: 'Record a voice note (up to {max} s)',
  waiting: 'Please allow the microphone…',
  recording: 'Recording',
  full: '{max} s are recorded, which is the longest',
  refused:
    "Recording needs the microphone, which is not allowed. Allow it in the browser's settings of this site, or type.",
  none: 'No microphone was found; you can type instead.',
  failed: 'That was not recorded; please try again, or type.',
  cancel: 'Cancel',
  close: 'OK',
  send: 'Send the voice note',
  name: 'Voice note',
}
const v = createTexts<keyof typeof zh>({ zh, en })

type State = 'closed' | 'waiting' | 'recording' | 'full' | 'refused' | 'none' | 'failed'
/** What the browser calls its refusals. */
const WHY: Record<string, State> = { NotAllowedError: 'refused', NotFoundError: 'none' }

/** The button that records a voice note, and the bar in place of the box while it does. */
export const VoiceNote = ({ recorded }: { recorded(wav: File): void }) => {
  const bar = useRef<HTMLDialogElement>(null)
  const sendButton = useRef<HTMLButtonElement>(null)
  /** Counts up with each begin and end: what the browser answers late belongs to none. */
  const attempt = useRef(0)
  const recording = useRef<VoiceRecording | undefined>(undefined)
  const state = useSignal<State>('closed')
  const seconds = useSignal(0)
  const isSound = state.value === 'recording' || state.value === 'full'

  /** The microphone, wanted or had, is let go; the WAV is of what was recorded. */
  const letGo = () => {
    attempt.current += 1
    const wav = recording.current?.stop()
    recording.current = undefined
    return wav
  }
  const begin = async () => {
    letGo()
    const mine = attempt.current
    state.value = 'waiting'
    seconds.value = 0
    bar.current?.showModal()
    try {
      const begun = await (await import('./voice-recorder.ts')).recordVoice(MAX_SECONDS)
      // Cancelled while the browser asked.
      if (attempt.current !== mine) return void begun.stop()
      recording.current = begun
      state.value = 'recording'
    } catch (error) {
      if (attempt.current === mine) state.value = (error instanceof DOMException && WHY[error.name]) || 'failed'
    }
  }
  const end = () => {
    const wav = letGo()
    state.value = 'closed'
    bar.current?.close()
    return wav
  }
  const send = () => {
    if ((recording.current?.seconds() ?? 0) < MIN_SECONDS) return
    const wav = end()
    if (wav !== undefined) recorded(new File([wav], `${v('name')}.wav`, { type: 'audio/wav' }))
  }
  useEffect(() => {
    if (isSound) sendButton.current?.focus()
  }, [isSound])
  useEffect(() => {
    if (state.value !== 'recording') return
    const ticks = setInterval(() => {
      seconds.value = recording.current?.seconds() ?? 0
      if (seconds.value >= MAX_SECONDS) state.value = 'full'
    }, TICK_MS)
    return () => clearInterval(ticks)
  }, [state.value])
  // Nobody listens on after the chat has gone.
  useEffect(() => () => void letGo(), [])

  return (
    <>
      <button
        type="button"
        class="clip"
        title={v('record', { max: MAX_SECONDS })}
        aria-label={v('record', { max: MAX_SECONDS })}
        onClick={() => void begin()}
      >
        <svg class="icon" width={20} height={20} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
          <path d="M12 3.5a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0v-5a3 3 0 0 1 3-3zM5.500 11.500a6.500 6.500 0 0 0 13 0M12 18v3" />
        </svg>
      </button>
      <dialog
        ref={bar}
        class="voice"
        aria-label={v('record', { max: MAX_SECONDS })}
        onClose={end}
        onKeyDown={(event) => {
          // Esc cancels the note, not the widget.
          if (event.key === 'Escape') event.stopPropagation()
        }}
      >
        {isSound && <span class={state.value === 'full' ? 'voice-dot still' : 'voice-dot'} aria-hidden="true" />}
        <p>
          <span role="status">{state.value !== 'closed' && v(state.value, { max: MAX_SECONDS })}</span>{' '}
          {isSound && <time role="timer">{minutes(seconds.value)}</time>}
        </p>
        <button type="button" class="quick" onClick={end}>
          {v(isSound || state.value === 'waiting' ? 'cancel' : 'close')}
        </button>
        {isSound && (
          <button type="button" class="send" ref={sendButton} aria-label={v('send')} onClick={send}>
            <Icon name="send" size={20} />
          </button>
        )}
      </dialog>
    </>
  )
}

/** `0:07` */
const minutes = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`
