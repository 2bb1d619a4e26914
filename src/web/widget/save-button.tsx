import { useSignal } from '@preact/signals'
import type { Chat } from './chat.ts'
import { allEvents, transcriptText, withHeard } from './save-transcript.ts'
import { t } from './texts.ts'

/** The conversation as a text file. */
export const SaveTranscript = ({ chat, conversation }: { chat: Chat; conversation: string }) => {
  const failed = useSignal(false)
  const save = async () => {
    failed.value = false
    const said = await allEvents((after, limit) => chat.read(conversation, after, limit))
    const events = await withHeard(said, chat.token)
    const words = {
      you: t('you'),
      bot: t('bot'),
      agent: t('agent'),
      recalled: t('recalled'),
      attachment: t('attachment'),
    }
    // With a byte order mark: Notepad of older Windows takes UTF-8 for GBK without one.
    const href = URL.createObjectURL(new Blob(['\ufeff', transcriptText(events, words)], { type: 'text/plain' }))
    const day = events[0]?.at.slice(0, 10) ?? 'chat'
    Object.assign(document.createElement('a'), { href, download: `${day}.txt` }).click()
    setTimeout(() => URL.revokeObjectURL(href))
  }
  return (
    <>
      <button
        type="button"
        class="link-button"
        onClick={() =>
          void save().catch(() => {
            failed.value = true
          })
        }
      >
        {t('saveTalk')}
      </button>
      {failed.value && <span role="alert"> {t('historyFailed')}</span>}
    </>
  )
}
