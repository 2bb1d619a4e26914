import { useSignal } from '@preact/signals'
import type { Source } from '../../domain/message.ts'
import { Icon } from '../shared/icons.tsx'
import { SourceSheet } from './source-sheet.tsx'
import { t } from './texts.ts'

/** Where an answer comes from: the article, on hover where that one says it is from, and on a click the article as it was. */
export const SourceChips = ({ sources }: { sources: readonly Source[] }) => {
  const shown = useSignal<Source | undefined>(undefined)
  const hide = () => {
    shown.value = undefined
  }
  return (
    <>
      {sources.map((source) => {
        const { article, version, title, from } = source
        return (
          <button
            type="button"
            class="chip source"
            key={article}
            title={[from, `${article} · ${version}`].filter(Boolean).join('\n')}
            onClick={() => {
              shown.value = source
            }}
          >
            <Icon name="book" size={12} />
            <span class="sr">{t('source')}: </span>
            <span class="cut">{title}</span>
          </button>
        )
      })}
      {shown.value !== undefined && <SourceSheet source={shown.value} onClose={hide} />}
    </>
  )
}
