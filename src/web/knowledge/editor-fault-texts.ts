import type { FieldFault } from '../../domain/errors.ts'
import { language } from '../shared/i18n.ts'
import { saidText } from './said-text.ts'

/** What is wrong and how to mend it, in the page's language; names the value where there is one. */
export const faultText = ({ value, fix, said }: FieldFault): string => {
  const shown = typeof value === 'string' && value !== '' && value.length <= LONGEST_VALUE ? value : undefined
  const told = saidText(said, fix)
  if (shown === undefined) return told
  return language.value === 'zh' ? `“${shown}”：${told}` : `“${shown}”: ${told}`
}

/** A value that is longer says nothing that the field does not show. Characters. */
const LONGEST_VALUE = 60
