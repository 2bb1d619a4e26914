import { said } from '../shared/i18n.ts'
import type { Desk } from './desk.ts'
import { t } from './texts.ts'

/** What an intent is called in the page's language: as the shop names it, else its id as words (`order.refund_status`: "Order refund status"). */
export const intentName = ({ intents }: Pick<Desk, 'intents'>, intent: string): string => {
  const known = intents.value.get(intent)
  if (known !== undefined) return said(known)
  return intent === 'out_of_scope' ? t('outOfScope') : asWords(intent)
}

const asWords = (id: string): string => {
  const words = id
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/[\s_./:-]+/g, ' ')
    .trim()
    .toLowerCase()
  return words === '' ? id : words.charAt(0).toUpperCase() + words.slice(1)
}
