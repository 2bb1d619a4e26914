import { Refusal } from '../../domain/errors.ts'
import type { ImportReport, RefusedRow } from '../../domain/knowledge-import.ts'
import type { ArticlePatch } from './patch.ts'
import type { PreviewDraft, Previewing } from './previewing.ts'

/** An upload that was read, or is being read, and not committed. */
export interface Waiting {
  report: ImportReport
  patches: ArticlePatch[]
  refused: readonly RefusedRow[]
  previewing: Previewing
  origin: string
  replace: boolean
  committing?: Promise<ImportReport>
}

export const unknown = (): Refusal =>
  new Refusal('not_found', 'there is no such import: upload the file again', { field: 'id' })

export const notReady = (state: ImportReport['state'], verb: string): Refusal =>
  new Refusal('unprocessable', `this import is ${state}: only a ready one can be ${verb}`)

export const noPreview: PreviewDraft = async () => {
  throw new Error('previews are not available here')
}
