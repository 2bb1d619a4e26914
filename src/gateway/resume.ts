import { forCustomer } from '../domain/customers-view.ts'
import { Refusal } from '../domain/errors.ts'
import type { LogEvent } from '../domain/message.ts'
import type { LogText } from '../ports/store.ts'
import type { Support } from '../ports/support.ts'
import type { Connection, ReadOn } from './connection.ts'
import type { Hub } from './hub.ts'
import type { ClientFrame, ResumeAnswer } from './protocol.ts'

/** Events that a resume replays at most; who was away longer pages the history and is told so (`recovered: false`). */
export const RESUME_LIMIT = 500

interface Resumed {
  answer: ResumeAnswer
  log: LogText | undefined
  /** The client has everything up to here once `log` is replayed. */
  upTo: number
}

interface ResumeParts {
  connection: Connection
  support: Support
  hub: Hub
  /** Runs what reads the log for one client: so many at once, in the order of their coming. */
  inTurn<T>(work: () => Promise<T>): Promise<T>
}

/**
 * W4: live events are held while the log is read above the client's cursor; then log and live are merged without gap or
 * repeat. A foreign epoch, a cursor above the head or too long an absence is said, never silent. `welcome` goes out
 * between the reading and the replay, so that the client knows what to expect.
 */
export const resume = async (
  { connection, support, hub, inTurn }: ResumeParts,
  hello: ClientFrame<'hello'>,
  welcome: (conversations: ResumeAnswer[]) => void,
): Promise<void> => {
  // Once each, however often it is named: what is read waits in memory until `welcome` is out.
  const asked = [...new Map((hello.resume ?? []).map((cursor) => [cursor.conversation, cursor])).values()]
  for (const { conversation } of asked) connection.hold(conversation)
  const read = async (): Promise<[Resumed[], Awaited<ReturnType<Support['openOf']>>]> => {
    if (!connection.isOpen()) return [[], undefined]
    const all = await readAll({ connection, support, hub }, asked)
    // Last, as it is said after what went out live while the log was read.
    return [all, await support.openOf(connection.principal)]
  }
  const [resumed, open] = await inTurn(read)
  const known = resumed.map(({ answer }) => answer)
  if (open !== undefined && !known.some(({ conversation }) => conversation === open.conversation.id)) {
    const { id, epoch, head } = open.conversation
    known.push({ conversation: id, epoch, head, recovered: asked.length === 0 })
    connection.reached(id, head)
  }
  welcome(known)
  if (open !== undefined) connection.send({ type: 'status', conversation: open.conversation.id, ...open.status })
  const readOn = readingOn(support, connection)
  for (const { answer, log, upTo } of resumed) {
    if (log !== undefined) await connection.replay(log.lines)
    await connection.release(answer.conversation, upTo, (after) => readOn(answer.conversation, after))
  }
  for (const { conversation } of asked)
    if (!resumed.some(({ answer }) => answer.conversation === conversation)) connection.letGo(conversation)
}

type Cursor = NonNullable<ClientFrame<'hello'>['resume']>[number]

/** One after the other: who names two hundred conversations must not fill the store's queue alone. */
const readAll = async (
  { connection, support, hub }: Omit<ResumeParts, 'inTurn'>,
  asked: readonly Cursor[],
): Promise<Resumed[]> => {
  const resumed: Resumed[] = []
  for (const cursor of asked) {
    // Watched before it is read: what becomes durable in between is held, not missed. Ids of other tenants are never published here.
    const watched = connection.watched.has(cursor.conversation)
    if (connection.staff) hub.watch(connection, cursor.conversation)
    const found = await readAbove(connection, support, cursor)
    if (found !== undefined) resumed.push(found)
    else if (connection.staff && !watched) hub.unwatch(connection, cursor.conversation)
  }
  return resumed
}

/** What a client may see of a conversation above a place, a page at a time. */
export const readingOn =
  (support: Pick<Support, 'events'>, client: Pick<Connection, 'principal' | 'staff'>): ReadOn =>
  async (conversation, after) =>
    (await support.events(client.principal, conversation, { after, limit: RESUME_LIMIT })).events.map((event) =>
      shown(client, event),
    )

const readAbove = async (
  connection: Connection,
  support: Support,
  { conversation, epoch, seq }: Cursor,
): Promise<Resumed | undefined> => {
  try {
    const log = await support.logText(connection.principal, conversation, { after: seq, limit: RESUME_LIMIT })
    const { head } = log.conversation
    const recovered = log.conversation.epoch === epoch && seq <= head && head - seq <= RESUME_LIMIT
    return {
      answer: { conversation, epoch: log.conversation.epoch, head, recovered },
      log: recovered ? log : undefined,
      upTo: recovered ? (log.last ?? seq) : head,
    }
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not_found') return undefined
    throw error
  }
}

const shown = ({ staff }: Pick<Connection, 'staff'>, event: LogEvent): LogEvent => (staff ? event : forCustomer(event))
