import { createTexts } from '../shared/i18n.ts'
import { en } from './editor-texts-en.ts'
import { zh } from './editor-texts-zh.ts'

export type EditorText = keyof typeof zh

/** Words of the editor of articles. */
export const t = createTexts<EditorText>({ zh, en })
