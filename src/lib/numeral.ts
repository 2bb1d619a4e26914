import { chineseNumber } from './chinese-number.ts'
import { englishNumber } from './english-number.ts'

/** 1,299, 12.5, 一百二十九, "twenty-five", 半; undefined for what is no number. */
export const numeral = (text: string | undefined): number | undefined => {
  if (text === undefined || text === '') return undefined
  if (text === '半') return 0.5
  return /^\d/.test(text) ? Number(text.replaceAll(',', '')) : (chineseNumber(text) ?? englishNumber(text))
}
