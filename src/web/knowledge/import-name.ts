import type { ImportReport } from '../../domain/knowledge-import.ts'
import { word } from './import-texts.ts'

/** What an import is called: its file, or what it does where there is none. */
export const importName = ({ starter, file }: Pick<ImportReport, 'starter' | 'file'>): string =>
  starter === undefined ? file : word('starterName')
