import './judge.css'
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { ApiError, call } from '../shared/api.ts'
import { createTexts } from '../shared/i18n.ts'
import { Icon } from '../shared/icons.tsx'
import { usableStore } from '../shared/store.ts'
import { GoesOn, type GoesOnProps } from './goes-on.tsx'
import { look } from './look.ts'

const zh = {
  ask: '这次服务怎么样？',
  good: '满意',
  bad: '不满意',
  stars: '{n} 分，满分 5 分',
  words: '还想说点什么？（可以不写）',
  send: '提交',
  skip: '不用了',
  thanks: '谢谢您的评价。',
  failed: '没有提交上，请再试一次。',
}
const en: Record<keyof typeof zh, string> = {
  ask: 'How was it?',
  good: 'Good',
  bad: 'Not good',
  stars: '{n} of 5',
  words: 'Anything you would like to add? (optional)',
  send: 'Send',
  skip: 'Skip',
  thanks: 'Thank you for your rating.',
  failed: 'That did not go through; please try again.',
}
const j = createTexts<keyof typeof zh>({ zh, en })

const STARS = [1, 2, 3, 4, 5] as const
const THUMBS = [0, 1] as const
const MAX_WORDS = 500
const ALREADY_SAID = 409
const store = usableStore(() => localStorage)
const keyOf = (conversation: string) => `tabdesk.judged.${conversation}`

/** After the end: where it goes on if it does, else how it was. */
export const Judge = (props: GoesOnProps) =>
  props.chat.merged.value.has(props.conversation) ? <GoesOn {...props} /> : <Rate {...props} />

/** Asked once a conversation in this browser; who skips is not asked again. */
const Rate = ({ chat, conversation }: Pick<GoesOnProps, 'chat' | 'conversation'>) => {
  const scale = look.value.rating ?? 'thumbs'
  const asked = useSignal(store.getItem(keyOf(conversation)) === null)
  const score = useSignal<number | undefined>(undefined)
  const words = useSignal('')
  const state = useSignal<'asking' | 'said' | 'failed'>('asking')
  const said = useRef<HTMLParagraphElement>(null)
  // The button that was pressed is gone.
  useEffect(() => {
    if (state.value === 'said') said.current?.focus()
  }, [state.value])
  if (scale === 'off' || !asked.value) return null
  if (state.value === 'said')
    return (
      <p class="judge" role="status" ref={said} tabIndex={-1}>
        {j('thanks')}
      </p>
    )
  const done = () => store.setItem(keyOf(conversation), '1')
  const send = async () => {
    const body = { scale, score: score.value, ...(words.value.trim() !== '' && { words: words.value.trim() }) }
    try {
      await call(`/v1/conversations/${conversation}/rating`, { token: chat.token(), body })
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== ALREADY_SAID) {
        state.value = 'failed'
        return
      }
    }
    done()
    state.value = 'said'
  }
  return (
    <form
      class="judge"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <p id="judge-ask">{j('ask')}</p>
      <fieldset aria-labelledby="judge-ask">
        {(scale === 'stars' ? STARS : THUMBS).map((value) => (
          <button
            key={value}
            type="button"
            class="score"
            aria-pressed={score.value === value}
            aria-label={scale === 'stars' ? j('stars', { n: value }) : j(value === 1 ? 'good' : 'bad')}
            onClick={() => {
              score.value = value
            }}
          >
            {scale === 'stars' ? value : <Icon name={value === 1 ? 'up' : 'thumbDown'} size={20} />}
          </button>
        ))}
      </fieldset>
      {score.value !== undefined && (
        <>
          <textarea
            rows={2}
            maxLength={MAX_WORDS}
            aria-label={j('words')}
            placeholder={j('words')}
            value={words.value}
            onInput={({ currentTarget }) => {
              words.value = currentTarget.value
            }}
          />
          <button type="submit" class="quick">
            {j('send')}
          </button>
        </>
      )}
      {state.value === 'failed' && <p role="alert">{j('failed')}</p>}
      <button
        type="button"
        class="link-button"
        onClick={() => {
          done()
          asked.value = false
          // The button goes with the question.
          document.querySelector<HTMLElement>('.composer textarea')?.focus()
        }}
      >
        {j('skip')}
      </button>
    </form>
  )
}
