import { useEffect, useRef } from 'preact/hooks'
import { href } from './address.ts'
import { NEW } from './articles-address.ts'
import type { ArticlesApi } from './articles-api.ts'
import { History } from './editor-history.tsx'
import type { KeptWorks } from './editor-kept.ts'
import { t } from './editor-texts.ts'
import { go } from './route.ts'
import { useWorkroom } from './workroom.ts'

/** In place of an article that is not there: what is known of it, and a way to bring it back. */
export const MissingArticle = ({ api, kept, id }: { api: ArticlesApi; kept: KeptWorks; id: string }) => {
  const { mayEdit } = useWorkroom()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <>
      <h1 tabIndex={-1} ref={heading}>
        {id}
      </h1>
      <p>{t('missing')}</p>
      <p>
        <a class="button" href={href(['articles'])}>
          {t('toList')}
        </a>
      </p>
      <section class="card">
        <h2>{t('historyTab')}</h2>
        <History
          api={api}
          id={id}
          draft={undefined}
          version={undefined}
          usage={undefined}
          mayEdit={mayEdit}
          onRestore={(then) => {
            kept.write(`${NEW}.${id}`, { draft: then, note: '', at: new Date().toISOString() })
            go(href(['articles', NEW, id]))
          }}
        />
      </section>
    </>
  )
}
