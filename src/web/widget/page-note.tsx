import { useEffect, useRef } from 'preact/hooks'
import type { PageContext } from '../../domain/page-context.ts'
import { ApiError, call } from '../shared/api.ts'
import type { Chat } from './chat.ts'

/** Milliseconds after the page's last word until it is passed on: pages say several things at once. */
const REST_MS = 400

/** Tells the shop what the page says, with each conversation anew; shows nothing. */
export const PageNote = ({ chat, said }: { chat: Chat; said: PageContext }) => {
  const told = useRef('')
  const status = chat.status.value
  const online = chat.line.value.name === 'online'
  const conversation = status === undefined || status.state === 'resolved' ? undefined : status.conversation
  const note = `${conversation} ${JSON.stringify(said)}`
  useEffect(() => {
    if (!online || conversation === undefined || told.current === note) return
    const timer = setTimeout(() => {
      told.current = note
      call(`/v1/conversations/${conversation}/page`, { method: 'PUT', token: chat.token(), body: { said } }).catch(
        (error: unknown) => {
          // biome-ignore lint/suspicious/noConsole: for who builds the page; the customer can do nothing about it.
          if (error instanceof ApiError) console.warn('tabdesk.setContext:', error.problem.detail ?? error.message)
          else told.current = ''
        },
      )
    }, REST_MS)
    return () => clearTimeout(timer)
  }, [online, note])
  return null
}
