import { setTimeout as sleep } from 'node:timers/promises'
import type { LogEvent } from '../../src/domain/message.ts'
import type { OpenedStore } from '../../src/ports/opened-store.ts'
import { logTextOf } from '../../src/ports/sql/log-text.ts'
import type { Append, Appended } from '../../src/ports/store.ts'
import { newCid } from '../helpers/client.ts'

/**
 * Bugs for negative controls, put around the store of a test's own composition: the product has no way to them.
 * Each breaks one law, and the oracle must name it.
 */
export const PLANTS = {
  ackFirst: 'acknowledges a message before the store has it',
  fullIsFine: 'acknowledges what the store refused',
  forgetsCid: 'takes a cid that it knows for a new one',
  skipsEvent: 'leaves every seventh event out of a page of the log',
  repeatsEvent: 'begins a page of the log one event too early',
  sortsByClock: 'gives a page of the log in the order of the clock',
  answersAgain: 'says the words of a turn that was finished by somebody else',
  speaksTwice: 'says the words of a turn a second time',
  dropsTurn: 'takes every third turn for finished without finishing it',
  owesNothing: 'does not look at the log for turns that nobody was told of',
  opAgain: 'applies an operation again when it is repeated',
  keepsBody: 'shows what was taken back',
} as const
export type Plant = keyof typeof PLANTS

/** Long against a commit, so that a kill at any moment finds some that are acknowledged and not there. */
const AHEAD_MS = 200
const EVERY_SEVENTH = 7
const EVERY_THIRD = 3
/** A whole page; turns read one event at a time and are left alone. */
const PAGE = 100

export const planted = (store: OpenedStore, plant: Plant | undefined): OpenedStore =>
  plant === undefined ? store : asRead(broken(store, plant))

/** Pages that are passed on as they are written have the bug of those that are read. */
const asRead = (store: OpenedStore): OpenedStore => ({
  ...store,
  logText: async (tenant, id, { notes, ...page }) => {
    const log = await store.events(tenant, id, page)
    return log && logTextOf(log, notes)
  },
})

const broken = (store: OpenedStore, plant: Plant): OpenedStore => {
  switch (plant) {
    case 'ackFirst':
      return { ...store, append: ackFirst(store) }
    case 'fullIsFine':
      return { ...store, append: fullIsFine(store) }
    case 'forgetsCid':
      return { ...store, append: forgetsCid(store) }
    case 'skipsEvent':
      return pages(store, (events) => events.filter(({ seq }) => seq % EVERY_SEVENTH !== 0))
    case 'sortsByClock':
      return pages(store, (events) => events.toSorted((a, b) => a.at.localeCompare(b.at)))
    case 'repeatsEvent':
      return {
        ...store,
        events: (tenant, id, { after, limit }) =>
          store.events(tenant, id, { after: limit < PAGE ? after : Math.max(0, after - 1), limit }),
      }
    case 'answersAgain':
      return spoken(store, ({ dup }) => dup)
    case 'speaksTwice':
      return spoken(store, ({ event }) => event !== undefined)
    case 'dropsTurn':
      return dropsTurn(store)
    case 'owesNothing':
      return { ...store, owed: async () => [] }
    case 'opAgain':
      return { ...store, recall: (op) => store.recall({ ...op, opId: `${op.opId}-${newCid()}` }) }
    case 'keepsBody':
      return keepsBody(store)
  }
}

const pages = (store: OpenedStore, change: (events: LogEvent[]) => LogEvent[]): OpenedStore => ({
  ...store,
  events: async (tenant, id, page) => {
    const found = await store.events(tenant, id, page)
    return found === undefined || page.limit < PAGE ? found : { ...found, events: change(found.events) }
  },
})

/** What an append would have said, had it been carried out next. */
const pretended = ({ conversation }: Appended, { cid, from, kind, text }: Append, seq: number): Appended => ({
  dup: false,
  conversation: { ...conversation, head: seq },
  event: {
    conversation: conversation.id,
    epoch: conversation.epoch,
    seq,
    at: new Date().toISOString(),
    from,
    kind,
    cid,
    ...(text === undefined ? {} : { text }),
  },
})

const ackFirst = (store: OpenedStore): OpenedStore['append'] => {
  const heads = new Map<string, { last: Appended; seq: number }>()
  return async (entry) => {
    const head = heads.get(entry.conversation ?? '')
    if (head === undefined) {
      const last = await store.append(entry)
      heads.set(last.conversation.id, { last, seq: last.conversation.head })
      return last
    }
    void sleep(AHEAD_MS)
      .then(() => store.append(entry))
      .catch(() => undefined)
    head.seq += 1
    return pretended(head.last, entry, head.seq)
  }
}

const fullIsFine = (store: OpenedStore): OpenedStore['append'] => {
  let last: Appended | undefined
  return async (entry) => {
    try {
      last = await store.append(entry)
      return last
    } catch (error) {
      if (last === undefined) throw error
      return pretended(last, entry, last.conversation.head + 1)
    }
  }
}

const forgetsCid = (store: OpenedStore): OpenedStore['append'] => {
  const known = new Set<string>()
  return (entry) => {
    const again = known.has(entry.cid)
    known.add(entry.cid)
    return store.append(again ? { ...entry, cid: newCid() } : entry)
  }
}

const spoken = (
  store: OpenedStore,
  when: (finished: Awaited<ReturnType<OpenedStore['finishTurn']>>) => boolean,
): OpenedStore => ({
  ...store,
  finishTurn: async (turn) => {
    const finished = await store.finishTurn(turn)
    if (turn.reply !== undefined && when(finished)) await store.append({ ...turn.reply, cid: newCid() })
    return finished
  },
})

const dropsTurn = (store: OpenedStore): OpenedStore => {
  let count = 0
  return {
    ...store,
    finishTurn: async (turn) => {
      const { tenant, conversation: id } = turn.record
      const conversation = ++count % EVERY_THIRD === 0 ? await store.conversation(tenant, id) : undefined
      return conversation === undefined ? store.finishTurn(turn) : { conversation, dup: true }
    },
  }
}

const keepsBody = (store: OpenedStore): OpenedStore => {
  const bodies = new Map<string, string>()
  return {
    ...store,
    append: async (entry) => {
      const done = await store.append(entry)
      if (entry.text !== undefined) bodies.set(`${done.conversation.id}:${done.event.seq}`, entry.text)
      return done
    },
    events: async (tenant, id, page) => {
      const found = await store.events(tenant, id, page)
      return (
        found && {
          ...found,
          events: found.events.map((event) => {
            const text = event.recalled ? bodies.get(`${id}:${event.seq}`) : undefined
            return text === undefined ? event : { ...event, text }
          }),
        }
      )
    },
  }
}
