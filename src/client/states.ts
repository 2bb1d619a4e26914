/** Of a message of one's own: on its way, durable at the server, at the other side's device, before their eyes; or refused for good. */
export type MessageState = 'sending' | 'stored' | 'delivered' | 'read' | 'failed'

/** How far the other side has got: everything up to these places. */
export interface Cursor {
  delivered: number
  read: number
}

/** The state of a stored message. */
export const stateOf = (seq: number, cursor: Cursor | undefined): 'stored' | 'delivered' | 'read' => {
  if (cursor === undefined) return 'stored'
  if (seq <= cursor.read) return 'read'
  return seq <= cursor.delivered ? 'delivered' : 'stored'
}
