import { useEffect, useRef } from 'preact/hooks'
import type { PageContext } from '../../domain/page-context.ts'
import { ApiError, call } from '../shared/api.ts'
import { untilThere } from './again.ts'
import type { Chat } from './chat.ts'

/** Milliseconds after the page's last word until it is passed on: pages say several things at once. */
const REST_MS = 400
/** Refusals that have nothing to do with what was said: a token about to be renewed, a server that is slow or busy. */
const PASSING = new Set([401, 408, 429])

/** Tells the shop what the page says, with each conversation anew; shows nothing. */
export const PageNote = ({ chat, said }: { chat: Chat; said: PageContext }) => {
  const told = useRef('')
  const calls = useRef(Promise.resolve())
  const status = chat.status.value
  const online = chat.line.value.name === 'online'
  const conversation = status === undefined || status.state === 'resolved' ? undefined : status.conversation
  const note = `${conversation} ${JSON.stringify(said)}`
  useEffect(() => {
    if (!online || conversation === undefined || told.current === note) return
    const over = new AbortController()
    const put = async (): Promise<void> => {
      told.current = ''
      try {
        await call(`/v1/conversations/${conversation}/page`, { method: 'PUT', token: chat.token(), body: { said } })
      } catch (error) {
        if (!(error instanceof ApiError) || error.status >= 500 || PASSING.has(error.status)) throw error
        // biome-ignore lint/suspicious/noConsole: for who builds the page; the customer can do nothing about it.
        console.warn('tabdesk.setContext:', error.problem.detail ?? error.message)
      }
      told.current = note
    }
    const timer = setTimeout(() => {
      // One at a time: the older of two pages must not arrive last.
      calls.current = calls.current
        .then(() => untilThere(put, undefined, over.signal))
        .catch(() => {
          // The page has said something else, or the conversation is over.
        })
    }, REST_MS)
    return () => {
      over.abort()
      clearTimeout(timer)
    }
  }, [online, note])
  return null
}
