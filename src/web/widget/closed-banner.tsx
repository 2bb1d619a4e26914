import './closed.css'
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Closed } from '../../domain/settings.ts'
import { backText } from '../../lib/back-text.ts'
import { createTexts, language } from '../shared/i18n.ts'
import type { Chat } from './chat.ts'

const zh = {
  closed: '现在是非工作时间',
  back: '同事 {back} 上班，会按顺序回复您。',
  noBack: '同事上班后会按顺序回复您。',
  leave: '留言',
  contact: '联系方式（手机号或邮箱）',
  matter: '想咨询的事情',
  send: '发送留言',
  leaving: '正在发送您的留言…',
  left: '已经留言，同事上班后最先看到。',
  message: '【留言】{matter}\n联系方式：{contact}',
}
const en: Record<keyof typeof zh, string> = {
  closed: 'We are closed right now',
  back: 'We are back on {back} and answer in order.',
  noBack: 'We answer in order once we are back.',
  leave: 'Leave a message',
  contact: 'How to reach you (phone or mail)',
  matter: 'What it is about',
  send: 'Send the message',
  leaving: 'Your message is being sent…',
  left: 'Your message is with us, first thing when we are back.',
  message: '[Message] {matter}\nReach me at: {contact}',
}
const c = createTexts<keyof typeof zh>({ zh, en })

/** Characters of a phone number or mail address. */
const MAX_CONTACT = 120
const MAX_MATTER = 2_000

/** How a message that was left begins, in whichever language the widget spoke. */
const LEFT = [zh, en].map(({ message }) => message.slice(0, message.indexOf('{')))

/** Outside the shop's hours: when somebody is back, and a form whose words become a message of the conversation. */
export const ClosedBanner = ({ chat, closed }: { chat: Chat; closed: Closed }) => {
  const open = useSignal(false)
  const left = useSignal(false)
  const sent = useSignal('')
  const contact = useSignal('')
  const matter = useSignal('')
  const said = useRef<HTMLParagraphElement>(null)
  const first = useRef<HTMLInputElement>(null)
  // The buttons that were pressed are gone: the focus goes on to what took their place.
  useEffect(() => {
    if (left.value) said.current?.focus()
    else if (open.value) first.current?.focus()
  }, [open.value, left.value])
  // It is with the shop once the server has said so.
  const onItsWay = left.value ? chat.pending.value.find(({ text }) => text === sent.value) : undefined
  const isRefused = onItsWay?.failed !== undefined
  useEffect(() => {
    if (isRefused) left.value = false
  }, [isRefused])
  // Also on a page that was loaded since.
  const wasLeft = chat.histories.value
    .at(-1)
    ?.transcript.value.events.some(
      ({ from, text }) => from.role === 'customer' && LEFT.some((one) => text?.startsWith(one)),
    )
  const isLeft = left.value || wasLeft === true
  const back = backText(closed, language.value)
  const leave = () => {
    if (matter.value.trim() === '' || contact.value.trim() === '') return
    sent.value = c('message', { matter: matter.value.trim(), contact: contact.value.trim() })
    chat.send(sent.value)
    left.value = true
  }
  return (
    <section class="banner queue closed" aria-label={c('closed')}>
      <div role="status">
        <strong>{c('closed')}</strong>
        <p ref={said} tabIndex={-1}>
          {isLeft
            ? c(onItsWay !== undefined ? 'leaving' : 'left')
            : back === undefined
              ? c('noBack')
              : c('back', { back })}
        </p>
      </div>
      {!isLeft && !open.value && (
        <button
          type="button"
          class="quick"
          onClick={() => {
            open.value = true
          }}
        >
          {c('leave')}
        </button>
      )}
      {!isLeft && open.value && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            leave()
          }}
        >
          <label>
            {c('contact')}
            <input
              ref={first}
              required
              maxLength={MAX_CONTACT}
              autocomplete="email"
              value={contact.value}
              onInput={({ currentTarget }) => {
                contact.value = currentTarget.value
              }}
            />
          </label>
          <label>
            {c('matter')}
            <textarea
              required
              rows={3}
              maxLength={MAX_MATTER}
              value={matter.value}
              onInput={({ currentTarget }) => {
                matter.value = currentTarget.value
              }}
            />
          </label>
          <button type="submit" class="quick">
            {c('send')}
          </button>
        </form>
      )}
    </section>
  )
}
