import type { Source } from '../../domain/message.ts'
import { t } from './texts.ts'

/** Where an answer comes from: the article, and on hover where that one says it is from. */
export const SourceChips = ({ sources }: { sources: readonly Source[] }) => (
  <>
    {sources.map(({ article, version, title, from }) => (
      <span class="chip source" key={article} title={[from, `${article} · ${version}`].filter(Boolean).join('\n')}>
        <span class="sr">{t('source')}: </span>
        <span class="cut">{title}</span>
      </span>
    ))}
  </>
)
