import { createTexts } from '../shared/i18n.ts'
import { deskEn } from './texts-desk-en.ts'
import { deskZh } from './texts-desk-zh.ts'
import { en } from './texts-en.ts'
import { workEn } from './texts-work-en.ts'
import { workZh } from './texts-work-zh.ts'
import { zh } from './texts-zh.ts'

export type ConsoleText = keyof typeof zh | keyof typeof deskZh | keyof typeof workZh

const TEXTS = { zh: { ...zh, ...deskZh, ...workZh }, en: { ...en, ...deskEn, ...workEn } }

export const t = createTexts<ConsoleText>(TEXTS)

type Counted = { [K in ConsoleText]: `${K}One` extends ConsoleText ? K : never }[ConsoleText]

/** A text with a count in it; where one differs from many it has words of its own. */
export const tn = (key: Counted, n: number): string => t(n === 1 ? `${key}One` : key, { n })

/** For finding: who works in one language may think in the other. */
export const inBothLanguages = (text: ConsoleText): string[] => [TEXTS.zh[text], TEXTS.en[text]]
