import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Localised } from '../../domain/customer.ts'
import { call } from '../shared/api.ts'
import { said } from '../shared/i18n.ts'
import { Mark } from '../shared/icons.tsx'
import type { Chat } from './chat.ts'
import { t, type WidgetText } from './texts.ts'

/** Before anybody has asked anything. */
const TOPICS: WidgetText[] = ['topic1', 'topic2', 'topic3', 'topic4']

/** An empty conversation: what others ask most now, one tap away. */
export const Greeting = ({ chat }: { chat: Chat }) => {
  const asked = useSignal<Localised[]>([])
  const online = chat.line.value.name === 'online'
  useEffect(() => {
    if (!online) return
    call<{ questions: { text: Localised }[] }>('/v1/questions', { token: chat.token() }).then(
      ({ questions }) => {
        asked.value = questions.map(({ text }) => text)
      },
      () => {
        // Ours stand there without them.
      },
    )
  }, [online])
  const questions = [...asked.value.map(said), ...TOPICS.map((topic) => t(topic))].slice(0, TOPICS.length)
  return (
    <div class="greeting">
      <Mark size={46} />
      <h2>{t('hello')}</h2>
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
