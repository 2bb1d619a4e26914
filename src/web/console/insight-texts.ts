import { createTexts } from '../shared/i18n.ts'
import { insightEn } from './insight-texts-en.ts'
import { insightZh } from './insight-texts-zh.ts'

export type InsightText = keyof typeof insightZh

/** Words that only the inspector and the honesty page need, loaded with them. */
export const i = createTexts<InsightText>({ zh: insightZh, en: insightEn })

export const isInsightText = (key: string): key is InsightText => key in insightZh

/** A share with one decimal, nothing rounded up to certainty. */
export const share = (value: number): string => `${Math.min(99.9, value * 100).toFixed(1)}%`

/** Of an interval, whose ends may be certain. */
export const end = (value: number): string => `${(value * 100).toFixed(1)}%`

/** `94–97%`. */
export const binName = ({ from, to }: { from: number; to: number }): string =>
  `${Math.round(from * 100)}–${Math.round(to * 100)}%`
