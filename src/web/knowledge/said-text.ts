import { type Said, tell } from '../../domain/said.ts'
import { language } from '../shared/i18n.ts'
import { CHINESE } from './sentences-zh.ts'

/** What the server said, in the page's language; `english` where it gave no code, or a newer one than this page knows. */
export const saidText = (said: Said | undefined, english: string): string => saidInChinese(said) ?? english

/** The language that `saidText` speaks, for `lang`. */
export const saidLanguage = (said: Said | undefined): 'zh' | 'en' => (saidInChinese(said) === undefined ? 'en' : 'zh')

const saidInChinese = (said: Said | undefined): string | undefined =>
  said === undefined || language.value !== 'zh' ? undefined : tell(said, CHINESE)
