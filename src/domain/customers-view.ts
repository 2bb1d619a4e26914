import type { LogEvent } from './message.ts'

/** Notes are not for the customer; their place in the log is, so that the sequence stays gapless (W2). */
export const forCustomer = (event: LogEvent): LogEvent => {
  if (event.kind !== 'note') return event
  const { text: _t, attachment: _a, cid: _c, ...rest } = event
  return { ...rest, from: { role: 'system', id: '', name: '' } }
}
