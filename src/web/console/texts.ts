import { createTexts } from '../shared/i18n.ts'
import { en } from './texts-en.ts'
import { zh } from './texts-zh.ts'

export type ConsoleText = keyof typeof zh

export const t = createTexts<ConsoleText>({ zh, en })
