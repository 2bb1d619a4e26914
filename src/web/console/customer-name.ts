import type { ConversationSummary } from '../../domain/notice.ts'
import { t } from './texts.ts'

/** How the server names who has not said who they are: by four characters that tell them apart. */
const VISITOR = /^Visitor ([0-9A-Z]{4})$/

/** A customer's name, that of a visitor in the agent's language. */
export const customerName = (name: string): string => {
  const mark = VISITOR.exec(name)?.[1]
  return mark === undefined ? name : t('visitor', { mark })
}

/** The name on a row; empty where there is none. */
export const nameOf = (row: Pick<ConversationSummary, 'customerName'> | undefined): string =>
  customerName(row?.customerName ?? '')
