import { useSignalEffect } from '@preact/signals'
import { ApiError } from '../shared/api.ts'
import { percent } from '../shared/format.ts'
import { href } from './address.ts'
import { failureText } from './failure.tsx'
import { word } from './import-texts.ts'
import { saidText } from './said-text.ts'
import { uploads } from './send-file.ts'
import { t } from './texts.ts'
import type { UploadItem } from './uploads.ts'

const MB = 1024 * 1024

/** The files that were chosen: how far each is, and what to do about those that did not arrive. */
export const UploadList = () => {
  const items = uploads.items.value
  useSignalEffect(() => {
    const sending = uploads.items.value.some(({ state }) => state === 'sending' || state === 'waiting')
    if (!sending) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  })
  if (items.length === 0) return null
  return (
    <section class="card">
      <h2>{word('uploads')}</h2>
      <ul class="upload-list" aria-live="polite">
        {items.map((item) => (
          <Row key={item.key} item={item} />
        ))}
      </ul>
    </section>
  )
}

const Row = ({ item }: { item: UploadItem }) => {
  const { key, file, state, report } = item
  return (
    <li class={state}>
      <strong class="file-name">{file.name}</strong>
      <span class="upload-state">{stateText(item)}</span>
      {state === 'sending' && <progress max={1} value={item.sent} aria-label={file.name} />}
      <span class="buttons">
        {report !== undefined && (
          <a class="button" href={href(['import', report.id])} aria-label={`${word('view')}: ${file.name}`}>
            {word('view')}
          </a>
        )}
        {state === 'failed' && (
          <button type="button" class="button" onClick={() => uploads.retry(key)}>
            {t('tryAgain')}
          </button>
        )}
        <button
          type="button"
          class="link-button"
          aria-label={`${word(state === 'sending' ? 'stop' : 'remove')}: ${file.name}`}
          onClick={() => uploads.drop(key)}
        >
          {word(state === 'sending' ? 'stop' : 'remove')}
        </button>
      </span>
    </li>
  )
}

const stateText = ({ state, sent, reason, error, file }: UploadItem): string => {
  if (state === 'waiting') return word('waitingTurn')
  if (state === 'sending') return word('sending', { percent: percent(sent) })
  if (state === 'done') return word('arrived')
  if (reason === 'large') return word('tooLarge', { size: `${(file.size / MB).toFixed(1)} MB` })
  if (reason === 'type') return word('wrongType')
  if (reason === 'empty') return word('emptyFile')
  const detail = error instanceof ApiError ? saidText(error.problem.said, error.problem.detail ?? '') : undefined
  return [failureText(error), detail].filter(Boolean).join(' ')
}
