import { createTexts } from '../shared/i18n.ts'
import { en } from './texts-en.ts'
import { zh } from './texts-zh.ts'

export type KnowledgeText = keyof typeof zh

/** Words that all knowledge pages share; each page has more of its own. */
export const t = createTexts<KnowledgeText>({ zh, en })
