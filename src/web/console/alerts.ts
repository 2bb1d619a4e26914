import type { ConversationSummary } from '../../domain/notice.ts'
import { nameOf } from './customer-name.ts'
import type { DeskSettings } from './desk-settings.ts'
import { t } from './texts.ts'

/** Milliseconds between two sounds: a rush of customers is no alarm bell. */
const REST_MS = 4_000
const TONE_HZ = 660
const TONE_S = 0.18
/** Of full loudness. */
const LOUDNESS = 0.06

export interface Alerts {
  /** A customer waits or writes whom the agent does not see. */
  about(row: ConversationSummary, settings: DeskSettings): void
}

export const createAlerts = (parts: { now(): number; open(conversation: string): void }): Alerts => {
  let last = Number.NEGATIVE_INFINITY
  let audio: AudioContext | undefined
  return {
    about: (row, { sound, notices }) => {
      const now = parts.now()
      if (now - last < REST_MS) return
      if (sound) {
        last = now
        audio ??= new AudioContext()
        play(audio)
      }
      if (notices && document.visibilityState === 'hidden' && Notification.permission === 'granted') {
        last = now
        show(row, parts.open)
      }
    },
  }
}

const play = (audio: AudioContext): void => {
  const tone = audio.createOscillator()
  const volume = audio.createGain()
  const from = audio.currentTime
  tone.frequency.value = TONE_HZ
  volume.gain.setValueAtTime(LOUDNESS, from)
  volume.gain.exponentialRampToValueAtTime(0.0001, from + TONE_S)
  tone.connect(volume).connect(audio.destination)
  tone.start(from)
  tone.stop(from + TONE_S)
}

/** Who, and not what: screens are shared, and notices stay on them. */
const show = (row: ConversationSummary, open: (conversation: string) => void): void => {
  const body = t(row.state === 'queued' ? 'noticeWaits' : 'noticeWrote')
  const notice = new Notification(nameOf(row), { body, tag: row.conversation })
  notice.onclick = () => {
    window.focus()
    open(row.conversation)
    notice.close()
  }
}
