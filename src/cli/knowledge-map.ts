import type { ImportReport, TableChoice, TableMapping } from '../domain/knowledge-import.ts'
import { letterOf } from '../knowledge/import/map-table.ts'
import { WrongUse } from './terminal.ts'

/** `question=B,answer=回复内容` (letters as in a spreadsheet, or headers) to what each table's columns are; tables without any of them are left out. */
export const choicesOf = (option: string, mapping: readonly TableMapping[]): TableChoice[] => {
  const said = option.split(',').map((pair) => {
    const [as = '', column = ''] = pair.split('=').map((part) => part.trim())
    if (as === '' || column === '')
      throw new WrongUse(`--map ${option}: write question=B,answer=C, or headers for the letters`)
    return { as, column }
  })
  const choices = mapping.map(({ table, columns }) => ({
    table,
    columns: columns.map(({ header }, i) => said.find(({ column }) => isMeant(column, header, i))?.as ?? null),
  }))
  const lost = said.find(({ as }) => !choices.some(({ columns }) => columns.includes(as)))
  if (lost !== undefined) {
    const headers = mapping.flatMap(({ columns }) => columns.map(({ header }, i) => `${letterOf(i)} ${header}`.trim()))
    throw new WrongUse(`--map ${option}: there is no column ${lost.column}: use ${headers.join(', ')}`)
  }
  return choices
}

const isMeant = (column: string, header: string, i: number): boolean =>
  column.toLowerCase() === header.toLowerCase() || column.toUpperCase() === letterOf(i)

/** What an upload's columns were taken for, a line each, and the option that says it otherwise. */
export const describeMapping = ({ file, mapping = [] }: ImportReport): string => {
  const unsure = mapping.filter((table) => table.unsure)
  const lines = unsure.flatMap(({ table, columns, preview }) => [
    ...(table === '' ? [] : [table]),
    ...columns.map(({ header, as }, i) => {
      const example = preview.find((row) => (row[i] ?? '') !== '')?.[i] ?? ''
      return `  ${letterOf(i)} ${header}: ${as ?? 'left out'}${as === undefined ? '' : ' (guess)'}, e.g. ${JSON.stringify(example.slice(0, SHOWN))}`
    }),
  ])
  return `${file}: nothing was imported, it is not sure which columns are question and answer\n${lines.join('\n')}\nsay it with --map question=A,answer=B`
}

/** Characters of an example cell. */
const SHOWN = 40
