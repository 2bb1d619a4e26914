import { useEffect, useMemo } from 'preact/hooks'
import { createArticlesApi } from './articles-api.ts'
import { route } from './route.ts'
import { TryBox } from './try-box.tsx'
import { Ranking } from './try-ranking.tsx'
import { t } from './try-texts.ts'
import { useWorkroom } from './workroom.ts'

/** A question asked of the library as it is. `?q=` in the address begins with one. */
export const TryPage = () => {
  const { call } = useWorkroom()
  const api = useMemo(() => createArticlesApi(call), [call])
  useEffect(() => document.getElementById('try-question')?.focus(), [])
  return (
    <>
      <h1>{t('title')}</h1>
      <p class="muted page-intro">{t('intro')}</p>
      <TryBox api={api} start={route.value.query.get('q') ?? ''} />
      <Ranking api={api} />
    </>
  )
}
