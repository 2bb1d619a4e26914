import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Attachment } from '../../domain/message.ts'
import type { HeardNote as Heard } from '../../domain/transcript.ts'
import { createTexts } from './i18n.ts'

const OURS = '/v1/attachments/'
/** Milliseconds until a transcript that may still come is asked for again; each time half as long again, up to the last. */
const AGAIN_MS = 500
const LONGEST_AGAIN_MS = 4_000
/** Requests in a row without an answer until nobody asks any more: some two minutes. */
const MOST_MISSES = 30

const zh = {
  machine: '机器转写，可能有误',
  doubtful: '机器转写，没听清，请以录音为准',
  pending: '正在转写…',
  format: '未转写：只支持 16 kHz 单声道 WAV',
  too_long: '未转写：录音太长',
  silent: '未转写：没听到说话',
  failed: '未转写：暂时无法转写',
}
const en: Record<keyof typeof zh, string> = {
  machine: 'Machine transcript, may be wrong',
  doubtful: 'Machine transcript, hardly audible: trust the recording',
  pending: 'Transcribing…',
  format: 'No transcript: only for 16 kHz mono WAV',
  too_long: 'No transcript: too long',
  silent: 'No transcript: no words heard',
  failed: 'No transcript: not possible just now',
}
/** What is said of a transcript, in the page's language. */
export const heardText = createTexts<keyof typeof zh>({ zh, en })

/**
 * What was heard in a file; `none` where there is nothing to ask.
 * @throws Error where the server gives no answer now
 */
export const heardIn = async ({ url, mime }: Attachment, token: string): Promise<Heard> => {
  if (!mime.startsWith('audio/') || !url.startsWith(OURS)) return { state: 'none' }
  const path = url.split('?')[0] as string
  const response = await fetch(`${path}/transcript`, { headers: { authorization: `Bearer ${token}` } })
  if (response.ok) return (await response.json()) as Heard
  if (response.status === TOO_MANY || response.status >= SERVER_FAULT) throw new Error(`answered ${response.status}`)
  return { state: 'none' }
}

const TOO_MANY = 429
const SERVER_FAULT = 500

/** Tells what was heard, now and as long as it may still come, over requests that fail; returns what stops it. */
export const followHeard = (
  attachment: Attachment,
  token: () => string,
  tell: (heard: Heard) => void,
): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = false
  const look = async (wait: number, missed: number): Promise<void> => {
    const heard = await heardIn(attachment, token()).catch(() => undefined)
    if (stopped) return
    const misses = heard === undefined ? missed + 1 : 0
    if (heard !== undefined) tell(heard)
    // Nothing more will come; the note itself is there.
    else if (misses === MOST_MISSES) return tell({ state: 'none' })
    if (heard === undefined || heard.state === 'pending')
      timer = setTimeout(() => void look(Math.min(wait * 1.5, LONGEST_AGAIN_MS), misses), wait)
  }
  void look(AGAIN_MS, 0)
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}

/** What a machine heard in a voice note, under it; nothing where none listens. */
export const HeardNote = ({ attachment, token }: { attachment: Attachment; token(): string }) => {
  const heard = useSignal<Heard>({ state: 'none' })
  useEffect(
    () =>
      followHeard(attachment, token, (found) => {
        heard.value = found
      }),
    [attachment.url],
  )
  const now = heard.value
  if (now.state === 'none') return null
  return (
    <div class="heard">
      {now.state === 'there' && (
        <span class="plain" lang={now.language}>
          {now.text}
        </span>
      )}
      <small>
        {now.state === 'there'
          ? heardText(now.doubtful ? 'doubtful' : 'machine')
          : heardText(now.state === 'missing' ? now.why : 'pending')}
      </small>
    </div>
  )
}
