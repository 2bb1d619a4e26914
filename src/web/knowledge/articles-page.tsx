import './articles.css'
import './articles-row.css'
import { useEffect, useMemo } from 'preact/hooks'
import { NEW } from './articles-address.ts'
import { createArticlesApi } from './articles-api.ts'
import { createArticleList } from './articles-list.ts'
import { ArticlesView } from './articles-view.tsx'
import { createKeptWorks } from './editor-kept.ts'
import { EditorPage } from './editor-page.tsx'
import { route } from './route.ts'
import { useWorkroom } from './workroom.ts'

/** The list of articles, or the editor of one. The list stays as it was while an article is open. */
export const ArticlesPage = () => {
  const { call, store, me } = useWorkroom()
  const api = useMemo(() => createArticlesApi(call), [call])
  const kept = useMemo(() => createKeptWorks(store, me.sub ?? ''), [store])
  const list = useMemo(() => createArticleList(api), [api])
  useEffect(() => list.stop, [list])
  const [first, second] = route.value.rest
  if (first === undefined) return <ArticlesView list={list} kept={kept} />
  const isNew = first === NEW
  return (
    <EditorPage
      key={`${first} ${second ?? ''}`}
      api={api}
      kept={kept}
      list={list}
      id={isNew ? undefined : first}
      workKey={isNew ? `${NEW}${second === undefined ? '' : `.${second}`}` : first}
    />
  )
}
