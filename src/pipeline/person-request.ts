import { normalise } from './normalise.ts'
import { asksInEnglish } from './person-request-en.ts'
import { asksInChinese } from './person-request-zh.ts'

/**
 * Whether a customer asks for a person (W10): somebody to talk to instead of the bot, a colleague, a superior, a call back.
 * Patterns only, so that it holds while every model is down. It leans to yes: a person too many costs minutes, a person
 * refused costs the customer. No: questions about what the bot is, about opening hours, about what is done by hand
 * (人工费, 人工审核), robots as goods, couriers, and what a colleague said before.
 */
export const isPersonRequest = (text: string): boolean => {
  const plain = normalise(text)
  return asksInChinese(plain) || asksInEnglish(plain)
}
