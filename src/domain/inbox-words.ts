import type { ConversationSummary } from './notice.ts'

/** How the server names who has not said who they are: by four characters that tell them apart. */
export const VISITOR_NAME = /^Visitor ([0-9A-Z]{4})$/

/** Whether all words stand in what a line of the inbox says: name, id and last message, in any width and case; a visitor is found by the word of either language. */
export const saysWords = (words: string): ((row: ConversationSummary) => boolean) => {
  const wanted = folded(words).split(/\s+/).filter(Boolean)
  if (wanted.length === 0) return () => true
  return ({ customerName, customer, lastText = '' }) => {
    const visitor = VISITOR_NAME.test(customerName) ? '访客' : ''
    const text = folded(`${visitor} ${customerName} ${customer} ${lastText}`)
    return wanted.every((word) => text.includes(word))
  }
}

const folded = (text: string): string => text.normalize('NFKC').toLowerCase()
