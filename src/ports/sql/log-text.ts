import { forCustomer } from '../../domain/customers-view.ts'
import type { LogPage, LogText } from '../store.ts'

/** A page of the log written down (ST19); JSON has no line breaks of its own. */
export const logTextOf = ({ conversation, events }: LogPage, notes: boolean): LogText => {
  const lines = events.map((event) => JSON.stringify(notes ? event : forCustomer(event))).join('\n')
  const last = events.at(-1)?.seq
  return last === undefined ? { conversation, lines } : { conversation, lines, last }
}
