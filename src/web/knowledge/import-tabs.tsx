import type { DraftPreview, ImportReport } from '../../domain/knowledge-import.ts'
import { DiffList } from './diff-list.tsx'
import { Contradictions, Duplicates } from './import-clashes.tsx'
import { Effects } from './import-effects.tsx'
import { PersonalRows, RefusedRows } from './import-rows.tsx'
import { word } from './import-texts.ts'
import { type Tab, Tabs } from './tabs.tsx'

export interface TabsParts {
  report: ImportReport
  path: string
  preview: DraftPreview | undefined
}

/** Everything that was found out about an upload; without a preview only what was refused. */
export const ImportTabs = ({ report, path, preview }: TabsParts) => {
  const refused: Tab = {
    id: 'refused',
    label: word('refused'),
    count: report.refusedCount,
    alarming: true,
    view: () => <RefusedRows report={report} path={path} />,
  }
  return (
    <section class="card">
      <h2 class="sr">{word('reportOf')}</h2>
      <Tabs label={word('reportOf')} tabs={preview === undefined ? [refused] : [...previewTabs(preview), refused]} />
    </section>
  )
}

const previewTabs = ({ changes, duplicates, contradictions, personal, effects, more }: DraftPreview): Tab[] => {
  const left = (name: string) => more[name] ?? 0
  return [
    {
      id: 'changes',
      label: word('changes'),
      count: changes.length + left('changes'),
      view: () =>
        changes.length === 0 ? (
          <p class="muted">{word('noChanges')}</p>
        ) : (
          <DiffList changes={changes} more={left('changes')} />
        ),
    },
    {
      id: 'effects',
      label: word('effects'),
      count: effects.changed.length + left('effects'),
      view: () => <Effects effects={effects} more={left('effects')} />,
    },
    {
      id: 'contradictions',
      label: word('contradictions'),
      count: contradictions.length + left('contradictions'),
      alarming: true,
      view: () => <Contradictions found={contradictions} more={left('contradictions')} />,
    },
    {
      id: 'duplicates',
      label: word('duplicates'),
      count: duplicates.length + left('duplicates'),
      view: () => <Duplicates found={duplicates} more={left('duplicates')} />,
    },
    {
      id: 'personal',
      label: word('personal'),
      count: personal.length + left('personal'),
      alarming: true,
      view: () => <PersonalRows found={personal} more={left('personal')} />,
    },
  ]
}
