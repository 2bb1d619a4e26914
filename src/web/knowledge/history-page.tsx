import type { ImportReport } from '../../domain/knowledge-import.ts'
import { href } from './address.ts'
import { Failure } from './failure.tsx'
import { HistoryCompare } from './history-compare.tsx'
import { word } from './history-texts.ts'
import { HistoryVersions } from './history-versions.tsx'
import { ImportsList } from './imports-list.tsx'
import { useLoaded } from './loaded.ts'
import { route } from './route.ts'
import { t } from './texts.ts'
import { useWorkroom } from './workroom.ts'

/** `#/history` lists versions, `#/history/imports` uploads, `#/history/compare/5/7` shows what is different in 7 against 5. */
export const HistoryPage = () => {
  const { mayEdit } = useWorkroom()
  const [view, from, to] = route.value.rest
  if (view === 'compare' && from !== undefined && to !== undefined)
    return <HistoryCompare from={Number(from)} to={Number(to)} />
  const isImports = mayEdit && view === 'imports'
  return (
    <>
      <h1>{t('history')}</h1>
      <p class="muted">{word('intro')}</p>
      {mayEdit && (
        <nav class="views" aria-label={word('views')}>
          <a href={href(['history'])} aria-current={isImports ? undefined : 'page'}>
            {word('versions')}
          </a>
          <a href={href(['history', 'imports'])} aria-current={isImports ? 'page' : undefined}>
            {word('imports')}
          </a>
        </nav>
      )}
      {isImports ? <Imports /> : <HistoryVersions />}
    </>
  )
}

const Imports = () => {
  const { call } = useWorkroom()
  const { value, error, reload } = useLoaded(
    (signal) => call<{ imports: ImportReport[] }>('/knowledge/imports', { signal }),
    [],
  )
  return (
    <section class="card">
      {error !== undefined && <Failure error={error} retry={reload} />}
      {value === undefined && error === undefined && <p class="muted">{t('loading')}</p>}
      {value?.imports.length === 0 && <p class="muted">{word('noImports')}</p>}
      {value !== undefined && <ImportsList imports={value.imports} />}
    </section>
  )
}
