import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Localised } from '../../domain/customer.ts'
import { call } from '../shared/api.ts'
import { language, said } from '../shared/i18n.ts'
import type { Chat } from './chat.ts'
import { Face } from './face.tsx'
import { look } from './look.ts'
import { t, type WidgetText } from './texts.ts'

/** Before anybody has asked anything. */
const TOPICS: { intent: string; text: WidgetText }[] = [
  { intent: 'track_parcel', text: 'topic1' },
  { intent: 'return_how_to', text: 'topic2' },
  { intent: 'invoice_change_title', text: 'topic3' },
  { intent: 'refund_status', text: 'topic4' },
]

/** An empty conversation: what others ask most now, one tap away. */
export const Greeting = ({ chat }: { chat: Chat }) => {
  const asked = useSignal<{ intent: string; text: Localised }[]>([])
  const online = chat.line.value.name === 'online'
  useEffect(() => {
    if (!online) return
    call<{ questions: { intent: string; text: Localised }[] }>('/v1/questions', { token: chat.token() }).then(
      ({ questions }) => {
        asked.value = questions
      },
      () => {
        // Ours stand there without them.
      },
    )
  }, [online])
  const known = new Set(asked.value.map(({ intent }) => intent))
  const ours = TOPICS.filter(({ intent }) => !known.has(intent)).map(({ text }) => t(text))
  const questions = [...asked.value.map(({ text }) => said(text)), ...ours].slice(0, TOPICS.length)
  return (
    <div class="greeting">
      <Face size={46} />
      <h2>{look.value.greeting?.[language.value] || t('hello')}</h2>
      <p>{t('helloMore')}</p>
      <ul aria-label={t('topics')}>
        {questions.map((question) => (
          <li key={question}>
            <button type="button" class="quick" onClick={() => chat.send(question)}>
              {question}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
