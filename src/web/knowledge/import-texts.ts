import { createTexts } from '../shared/i18n.ts'
import { en } from './import-texts-en.ts'
import { zh } from './import-texts-zh.ts'

/** Words of the import pages. */
export const word = createTexts<keyof typeof zh>({ zh, en })
export type ImportText = keyof typeof zh
