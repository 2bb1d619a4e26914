import { english } from '../../domain/english.ts'
import type { RefusedRow } from '../../domain/knowledge-import.ts'
import type { Said } from '../../domain/said.ts'
import type { Blame } from '../faults.ts'
import type { Column } from './columns.ts'
import { createGather } from './gather.ts'
import { MENDED, type Mended } from './mended.ts'
import type { ArticlePatch } from './patch.ts'
import { createRefusals } from './refusals.ts'
import { type Row, readRow } from './rows.ts'
import type { KnownToUploads, ReadUpload } from './upload.ts'

/** One table or document of an upload. */
export interface Part {
  /** Sheet, or file inside an archive; empty for a plain file. */
  name: string
  /** Columns that it has: what it never speaks of stays as it is in the library. */
  columns: ReadonlySet<Column>
  /** The name that the file itself has for a column. */
  nameOf?(column: string): string | undefined
}

/** Takes the rows of one part. */
export interface PartIntake {
  add(row: number, cells: Row): void
  /** A whole article, with all of its languages. */
  addWhole(patch: ArticlePatch): void
  blame(row: number): Blame
}

/** Where rows of all parts of an upload come together. */
export interface Intake {
  part(part: Part): PartIntake
  mended(kind: Mended, count?: number): void
  notice(said: Said): void
  result(): ReadUpload
}

export const createIntake = (known: KnownToUploads): Intake => {
  const gather = createGather()
  const refused: RefusedRow[] = []
  const notices: Said[] = []
  const mended = new Map<Mended, number>()
  const mend = (kind: Mended, count = 1): void => {
    if (count > 0) mended.set(kind, (mended.get(kind) ?? 0) + count)
  }
  return {
    part: ({ name, columns, nameOf = () => undefined }) => {
      const refusals = createRefusals(nameOf, refused, name)
      const file = name === '' ? known.file : `${known.file} ${name}`
      return {
        blame: refusals.at,
        add: (row, cells) => {
          const blame = refusals.at(row)
          const entry = readRow(row, cells, { ...known, file }, blame, mend)
          if (entry !== undefined) gather.add(entry, columns, blame)
        },
        addWhole: (patch) => gather.addWhole(patch, refusals.at(patch.row)),
      }
    },
    mended: mend,
    notice: (said) => void notices.push(said),
    result: () => {
      gather.settle()
      const said = [...notices, ...Array.from(mended, ([kind, count]) => MENDED[kind](count))]
      return {
        patches: gather.patches(),
        refused,
        ...(said.length === 0 ? {} : { notices: said.map(english), saidNotices: said }),
      }
    },
  }
}
