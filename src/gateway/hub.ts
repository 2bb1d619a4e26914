import { forCustomer } from '../domain/customers-view.ts'
import type { Principal } from '../domain/message.ts'
import type { Notice } from '../domain/notice.ts'
import type { Connection } from './connection.ts'
import type { ServerFrame } from './protocol.ts'

export interface Hub {
  join(connection: Connection): void
  leave(connection: Connection): void
  watch(connection: Connection, conversation: string): void
  unwatch(connection: Connection, conversation: string): void
  publish(notice: Notice): void
  /** Whether somebody of the staff looks at it here. */
  isWatched(tenant: string, conversation: string): boolean
  /** Open sockets of one principal. */
  count(principal: Principal): number
  all(): Iterable<Connection>
  size(): number
}

/**
 * Who hears what. A customer's sockets hear their own conversation; staff hear every `status` of their tenant (the inbox) and
 * everything of what they watch. A frame is serialised once per audience, however many hear it.
 */
export const createHub = (): Hub => {
  const bySub = new Map<string, Set<Connection>>()
  const staff = new Map<string, Set<Connection>>()
  const watchers = new Map<string, Set<Connection>>()
  const everybody = new Set<Connection>()

  const put = (map: Map<string, Set<Connection>>, key: string, connection: Connection): void => {
    const set = map.get(key) ?? new Set()
    map.set(key, set.add(connection))
  }
  const drop = (map: Map<string, Set<Connection>>, key: string, connection: Connection): void => {
    const set = map.get(key)
    set?.delete(connection)
    if (set?.size === 0) map.delete(key)
  }
  const watchKey = (tenant: string, conversation: string): string => `${tenantKey(tenant)}/${conversation}`

  return {
    join: (connection) => {
      everybody.add(connection)
      put(bySub, subKey(connection.principal), connection)
      if (connection.staff) put(staff, connection.principal.tenant, connection)
    },
    leave: (connection) => {
      everybody.delete(connection)
      drop(bySub, subKey(connection.principal), connection)
      drop(staff, connection.principal.tenant, connection)
      for (const conversation of connection.watched)
        drop(watchers, watchKey(connection.principal.tenant, conversation), connection)
    },
    watch: (connection, conversation) => {
      // Gone while the conversation was being looked up.
      if (!everybody.has(connection)) return
      connection.watched.add(conversation)
      put(watchers, watchKey(connection.principal.tenant, conversation), connection)
    },
    unwatch: (connection, conversation) => {
      connection.watched.delete(conversation)
      drop(watchers, watchKey(connection.principal.tenant, conversation), connection)
    },
    publish: (notice) => {
      const customers = bySub.get(subKey({ tenant: notice.tenant, role: 'customer', sub: notice.customer }))
      const watching = watchers.get(watchKey(notice.tenant, notice.conversation))
      if (customers !== undefined) tell(customers, customerFrame(notice), notice)
      const audience = notice.type === 'status' ? staff.get(notice.tenant) : watching
      if (audience !== undefined) tell(audience, staffFrame(notice), notice)
    },
    isWatched: (tenant, conversation) => watchers.has(watchKey(tenant, conversation)),
    count: (principal) => bySub.get(subKey(principal))?.size ?? 0,
    all: () => everybody,
    size: () => everybody.size,
  }
}

/** The length in front tells tenant `a/customer/b` from a person `b/customer/…` of tenant `a`. */
const tenantKey = (tenant: string): string => `${tenant.length}/${tenant}`
const subKey = ({ tenant, role, sub }: Pick<Principal, 'tenant' | 'role' | 'sub'>): string =>
  `${tenantKey(tenant)}/${role}/${sub}`

const tell = (audience: Iterable<Connection>, frame: ServerFrame | undefined, notice: Notice): void => {
  if (frame === undefined) return
  const text = JSON.stringify(frame)
  for (const connection of audience)
    connection.deliver(notice.conversation, text, frame.type === 'event' ? frame.seq : undefined)
}

const customerFrame = (notice: Notice): ServerFrame | undefined => {
  const { conversation } = notice
  switch (notice.type) {
    case 'event':
      return { type: 'event', ...forCustomer(notice.event) }
    case 'status':
      return notice.news ? undefined : { type: 'status', conversation, ...notice.status }
    case 'receipt':
      return notice.receipt.by === 'customer' ? undefined : { type: 'receipt', conversation, ...notice.receipt }
    case 'typing':
      return notice.by.role === 'customer' ? undefined : { type: 'typing', conversation, by: notice.by }
    case 'context':
    case 'suggestion':
      return undefined
  }
}

const staffFrame = (notice: Notice): ServerFrame => {
  const { conversation } = notice
  switch (notice.type) {
    case 'event':
      return { type: 'event', ...notice.event }
    case 'status':
      return { type: 'status', conversation, ...notice.status, summary: notice.summary }
    case 'suggestion':
      return { type: 'suggestion', conversation, messageSeq: notice.messageSeq, suggestions: notice.suggestions }
    case 'context':
      return { type: 'context', conversation, card: notice.card }
    case 'receipt':
      return { type: 'receipt', conversation, ...notice.receipt }
    case 'typing':
      return {
        type: 'typing',
        conversation,
        by: notice.by,
        ...(notice.text === undefined ? {} : { text: notice.text }),
      }
  }
}
