import type { Refusal } from '../../domain/errors.ts'
import type { ImportReport, RefusedRow } from '../../domain/knowledge-import.ts'
import { say } from '../../domain/said.ts'
import { refusing } from '../refusing.ts'
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

export const unknown = (): Refusal => refusing('not_found', say('import_unknown'), { field: 'id' })

export const notReady = (state: ImportReport['state'], verb: string): Refusal =>
  refusing('unprocessable', say('import_not_ready', { state, verb }))

export const noPreview: PreviewDraft = async () => {
  throw new Error('previews are not available here')
}
