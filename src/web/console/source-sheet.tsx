import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Article } from '../../domain/article.ts'
import { type ArticleThen, isErased } from '../../domain/article-history.ts'
import type { Source } from '../../domain/message.ts'
import { ApiError, call } from '../shared/api.ts'
import { language } from '../shared/i18n.ts'
import { Icon } from '../shared/icons.tsx'
import { Markdown } from '../shared/markdown-view.tsx'
import { session } from './session.ts'
import { t } from './texts.ts'

/** The article that an answer rests on, as it was then: also after it was edited, rolled back, retired or erased. */
export const SourceSheet = ({ source, onClose }: { source: Source; onClose(): void }) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const found = useSignal<ArticleThen | 'gone' | 'failed' | undefined>(undefined)
  useEffect(() => {
    dialog.current?.showModal()
    const { article, version } = source
    const path = `/v1/knowledge/articles/${encodeURIComponent(article)}/versions/${encodeURIComponent(version)}`
    call<ArticleThen>(path, { token: session.token.value ?? '' }).then(
      (then) => {
        found.value = then
      },
      (error: unknown) => {
        found.value = error instanceof ApiError && error.status === 404 ? 'gone' : 'failed'
      },
    )
  }, [])
  return (
    <dialog class="help source-sheet" ref={dialog} aria-labelledby="source-title" onClose={onClose}>
      <header>
        <h2 id="source-title">{source.title}</h2>
        <button type="button" class="icon-button" aria-label={t('close')} onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      <p class="source-version">
        {source.article} · {source.version}
      </p>
      <div aria-live="polite">
        <Then found={found.value} />
      </div>
    </dialog>
  )
}

const Then = ({ found }: { found: ArticleThen | 'gone' | 'failed' | undefined }) => {
  if (found === undefined) return <p>{t('sourceLoading')}</p>
  if (found === 'gone') return <p>{t('sourceGone')}</p>
  if (found === 'failed') return <p>{t('sourceFailed')}</p>
  if (!isErased(found)) return <Answers article={found} />
  const { by, at, reason } = found.erased
  return <p>{t('sourceErased', { by, at: new Date(at).toLocaleDateString(language.value), reason })}</p>
}

/** In the reader's language, or in the one that it has. */
const Answers = ({ article }: { article: Article }) => {
  const own = article.answers[language.value]
  const answers = own.length > 0 ? own : article.answers[language.value === 'zh' ? 'en' : 'zh']
  return (
    <>
      {answers.map(({ when, text }) => (
        <section key={text}>
          {when !== undefined && (
            <h3>
              {when.slot}: {when.values.join(' | ')}
            </h3>
          )}
          <Markdown text={text} />
        </section>
      ))}
    </>
  )
}
