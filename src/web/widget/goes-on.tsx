import { useSignal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import type { EventsPage } from '../../client/wire.ts'
import type { LogEvent } from '../../domain/message.ts'
import { ApiError, call } from '../shared/api.ts'
import { createTexts } from '../shared/i18n.ts'
import type { Chat } from './chat.ts'

const zh = {
  show: '看看那边的进展',
  signIn: '为了保护您的隐私，请先登录店铺账号再查看。',
  failed: '暂时没能读取，正在重试。',
}
const en: Record<keyof typeof zh, string> = {
  show: 'See where it goes on',
  signIn: 'To protect you, it is shown once you have signed in to the shop.',
  failed: 'It could not be read; trying again.',
}
const g = createTexts<keyof typeof zh>({ zh, en })

/** Milliseconds until what was said there meanwhile is read. */
const AGAIN_MS = 10_000
const FORBIDDEN = 403

export interface GoesOnProps {
  chat: Chat
  conversation: string
  /** Draws what was said. */
  Said: ComponentType<{ event: LogEvent; before: LogEvent | undefined; chat: Chat }>
}

const takesBack = ({ kind }: LogEvent): boolean => kind === 'recall' || kind === 'rollback'

/** Where a merged conversation goes on, read once it is asked for, and from then on as it grows. */
export const GoesOn = ({ chat, conversation, Said }: GoesOnProps) => {
  const wanted = useSignal(false)
  const events = useSignal<readonly LogEvent[]>([])
  const trouble = useSignal<'signIn' | 'failed' | undefined>(undefined)
  useEffect(() => {
    if (!wanted.value) return
    let timer: ReturnType<typeof setTimeout>
    let isOver = false
    const url = `/v1/conversations/${conversation}/continuation?after=`
    const read = async (known: readonly LogEvent[]): Promise<readonly LogEvent[]> => {
      const said = [...known]
      for (;;) {
        const last = said.at(-1)
        const page = await call<EventsPage>(`${url}${last?.seq ?? 0}`, { token: chat.token() })
        // Merged on since, or something was taken back: what stands here is of another log, or not to be read any more.
        const isOld =
          (last && last.conversation !== page.conversation) || (known.length > 0 && page.events.some(takesBack))
        if (isOld) return read([])
        said.push(...page.events)
        if (page.events.length === 0 || (said.at(-1)?.seq ?? 0) >= page.head) return said
      }
    }
    const again = async (): Promise<void> => {
      try {
        const said = await read(events.value)
        if (isOver) return
        events.value = said
        trouble.value = undefined
      } catch (error) {
        if (isOver) return
        trouble.value = error instanceof ApiError && error.status === FORBIDDEN ? 'signIn' : 'failed'
      }
      timer = setTimeout(again, AGAIN_MS)
    }
    void again()
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [wanted.value, conversation])
  return (
    <section class="goes-on">
      {!wanted.value && (
        <p class="between">
          <button
            type="button"
            class="link-button"
            onClick={() => {
              wanted.value = true
            }}
          >
            {g('show')}
          </button>
        </p>
      )}
      {events.value.map((event, at) => (
        <Said key={event.seq} event={event} before={events.value[at - 1]} chat={chat} />
      ))}
      <p class="between" role="status">
        {trouble.value && g(trouble.value)}
      </p>
    </section>
  )
}
