import type { ImportReport, PersonalData } from '../../domain/knowledge-import.ts'
import { fieldName } from './diff-texts.ts'
import { download } from './download.ts'
import { word } from './import-texts.ts'
import { LongList } from './long-list.tsx'
import { saidLanguage, saidText } from './said-text.ts'
import { useWorkroom } from './workroom.ts'

/** Rows that were not taken, with the reason and the fix; the whole list as a file. */
export const RefusedRows = ({ report, path }: { report: ImportReport; path: string }) => {
  const workroom = useWorkroom()
  if (report.refusedCount === 0) return <p class="muted">{word('noRefused')}</p>
  const save = () =>
    download(workroom, `${path}/refused.csv`, `${report.file}.refused.csv`).catch(() => {
      workroom.toast.value = { kind: 'bad', text: word('csvFailed') }
    })
  return (
    <>
      <p>{word('refusedHint')}</p>
      <p>
        <button type="button" class="button" onClick={() => void save()}>
          {word('csv')}
        </button>
      </p>
      <LongList items={report.refused} more={report.refusedCount - report.refused.length}>
        {(shown) => (
          <table>
            <thead>
              <tr>
                <th scope="col">{word('row')}</th>
                <th scope="col">{word('column')}</th>
                <th scope="col">{word('reason')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ row, column, reason, said, value }) => (
                <tr>
                  <td>{row}</td>
                  <td>{column ?? ''}</td>
                  <td lang={saidLanguage(said)}>
                    {saidLanguage(said) === 'zh' && value !== undefined && `“${value}”：`}
                    {saidText(said, reason)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </LongList>
    </>
  )
}

/** Answers that seem to hold somebody's data, masked. */
export const PersonalRows = ({ found, more }: { found: readonly PersonalData[]; more: number }) => {
  if (found.length === 0) return <p class="muted">{word('noPersonal')}</p>
  return (
    <>
      <p>{word('personalHint')}</p>
      <LongList items={found} more={more}>
        {(shown) => (
          <table>
            <thead>
              <tr>
                <th scope="col">{word('article')}</th>
                <th scope="col">{word('where')}</th>
                <th scope="col">{word('found')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ article, field, type, shown: text }) => (
                <tr>
                  <td class="id">{article}</td>
                  <td>{fieldName(field)}</td>
                  <td>
                    {word(`p_${type}`)} <code>{text}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </LongList>
    </>
  )
}
