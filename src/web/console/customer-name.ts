import { VISITOR_NAME } from '../../domain/inbox-words.ts'
import type { ConversationSummary } from '../../domain/notice.ts'
import { t } from './texts.ts'

/** A customer's name, that of a visitor in the agent's language. */
export const customerName = (name: string): string => {
  const mark = VISITOR_NAME.exec(name)?.[1]
  return mark === undefined ? name : t('visitor', { mark })
}

/** The name on a row; empty where there is none. */
export const nameOf = (row: Pick<ConversationSummary, 'customerName'> | undefined): string =>
  customerName(row?.customerName ?? '')
