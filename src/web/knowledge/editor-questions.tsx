import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { FieldFault } from '../../domain/errors.ts'
import type { Language } from '../../domain/message.ts'
import { Icon } from '../shared/icons.tsx'
import { isImeKey } from '../shared/keys.ts'
import { langTag } from './articles-row.tsx'
import { Faults, Group } from './editor-field.tsx'
import { questionsIn } from './editor-fields.ts'
import { t } from './editor-texts.ts'

/** Phrasings shown before somebody asks for all. */
const SHOWN = 40

/** How customers ask, one input a phrasing and an empty one at the end. Enter goes on, Backspace in an empty one goes back, a pasted list is taken apart. */
export const Questions = (props: {
  lang: Language
  questions: readonly string[]
  faults: readonly FieldFault[]
  onChange(questions: string[]): void
}) => {
  const { lang, questions, onChange } = props
  const list = useRef<HTMLOListElement>(null)
  const all = useSignal(false)
  const rows = [
    ...(all.value ? questions : questions.slice(0, SHOWN)),
    ...(all.value || questions.length <= SHOWN ? [''] : []),
  ]
  const focus = (index: number) =>
    // The row may be drawn by this very change.
    requestAnimationFrame(() => list.current?.querySelectorAll('input')[index]?.focus())
  const put = (index: number, ...texts: string[]) => {
    const next = [...questions]
    next.splice(index, 1, ...texts)
    onChange(next)
  }
  const pasted = (event: ClipboardEvent, index: number) => {
    const text = event.clipboardData?.getData('text/plain') ?? ''
    if (!/[\r\n]/.test(text.trim())) return
    event.preventDefault()
    const found = questionsIn(text)
    const here = questions[index] ?? ''
    put(index, ...(here.trim() === '' ? found : [here, ...found]))
    focus(index + found.length)
  }
  const pressed = (event: KeyboardEvent & { currentTarget: HTMLInputElement }, index: number) => {
    if (isImeKey(event, false)) return
    const { key, ctrlKey, metaKey } = event
    if (key === 'Enter' && !ctrlKey && !metaKey) {
      event.preventDefault()
      if (index < questions.length && questions[index + 1] !== undefined && questions[index + 1] !== '')
        put(index, questions[index] ?? '', '')
      focus(index + 1)
    } else if (key === 'Backspace' && event.currentTarget.value === '' && index > 0) {
      event.preventDefault()
      if (index < questions.length) put(index)
      focus(index - 1)
    } else if (key === 'ArrowDown' || key === 'ArrowUp') {
      event.preventDefault()
      focus(Math.max(0, index + (key === 'ArrowDown' ? 1 : -1)))
    }
  }
  return (
    <Group legend={t('questions')} hint={t('questionsHint')} class="questions">
      <ol ref={list}>
        {rows.map((question, index) => (
          // A row is its place; keyed by text it would lose the focus at every key.
          <li key={index}>
            <input
              type="text"
              lang={langTag(lang)}
              aria-label={index === questions.length ? t('addQuestion') : t('question', { n: index + 1 })}
              placeholder={index === questions.length ? t('addQuestion') : undefined}
              value={question}
              onInput={(event) => put(index, event.currentTarget.value)}
              onPaste={(event) => pasted(event, index)}
              onKeyDown={(event) => pressed(event, index)}
            />
            {index < questions.length && (
              <button
                type="button"
                class="icon-button"
                aria-label={t('removeQuestion', { n: index + 1 })}
                title={t('remove')}
                onClick={() => {
                  put(index)
                  focus(Math.max(0, index - 1))
                }}
              >
                <Icon name="close" size={15} />
              </button>
            )}
          </li>
        ))}
      </ol>
      {!all.value && questions.length > SHOWN && (
        <button
          type="button"
          class="link-button"
          onClick={() => {
            all.value = true
          }}
        >
          {t('showAllQuestions', { n: questions.length })}
        </button>
      )}
      <Faults faults={props.faults} />
    </Group>
  )
}
