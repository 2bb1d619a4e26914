import type { LogEvent } from './message.ts'
import type { PageContext } from './page-context.ts'

/** As much of a conversation as the marks depend on. */
interface Marked {
  id: string
  state: string
  assignee?: string
  marks?: DeskMarks
}

/** What people have put on a conversation, beside where it stands; customers never see it. */
export interface DeskMarks {
  /** Out of sight until then (ISO), or until the customer writes. */
  snooze?: { until: string; by: string }
  /** It came back by itself, and its agent has not looked yet. */
  woken?: { at: string; why: 'time' | 'customer' }
  /** In the order they were put on. */
  tags?: string[]
  /** Replies that the server sends at their time, soonest first. */
  later?: LaterReply[]
  /** Colleagues named in notes, oldest first. */
  mentions?: Mention[]
  /** What the customer said of answers, oldest first. */
  ratings?: { seq: number; helped: boolean }[]
  /** How the customer found it once it was over. */
  judged?: Judgement
  /** What the page around the widget said last; `at` is ISO 8601. */
  page?: { said: PageContext; at: string }
  /** It is over because it goes on in this one. */
  mergedInto?: string
  /** What was merged into it, oldest first. */
  merged?: string[]
}

/** `thumbs`: 0 or 1; `stars`: 1 to 5. */
export interface Judgement {
  scale: 'thumbs' | 'stars'
  score: number
  words?: string
  /** ISO 8601. */
  at: string
}

/** A reply that an agent has written for a later moment. */
export interface LaterReply {
  /** The cid that its message will have, so that it is sent once (ST3). */
  cid: string
  text: string
  by: string
  byName: string
  /** ISO 8601. */
  dueAt: string
  /** Why it will not go out by itself any more. */
  held?: 'customer' | 'handed' | 'resolved' | 'refused'
}

export interface Mention {
  agent: string
  /** Of the note. */
  seq: number
  seen?: true
}

/** A change of the marks. Times are ISO 8601. */
export type DeskMove =
  | { type: 'snooze'; until: string; agent: string }
  /** `time`: only where its time has come. */
  | { type: 'wake'; why: 'time' | 'agent' }
  | { type: 'tag'; add: string[]; remove: string[] }
  | { type: 'keepReply'; reply: Omit<LaterReply, 'held'> }
  | { type: 'dropReply'; cid: string }
  /** Its sending was refused, and would be again. */
  | { type: 'holdReply'; cid: string }
  /** The agent has looked: what was for their eyes is seen. */
  | { type: 'look'; agent: string }
  | { type: 'rated'; seq: number; helped: boolean }
  /** Once, of a conversation that is over. */
  | { type: 'judged'; judgement: Omit<Judgement, 'at'> }
  /** Nothing said takes back what was. */
  | { type: 'page'; said: PageContext }
  | { type: 'absorb'; from: string }
  | { type: 'release'; from: string }

/** Tags of one conversation, and characters of a tag. */
export const MAX_TAGS = 20
export const MAX_TAG_LENGTH = 32
/** Replies that wait in one conversation, and characters of one: they lie in its row. */
export const MAX_LATER = 3
export const MAX_LATER_LENGTH = 4_000
/** Mentions and ratings that a conversation keeps, the newest. */
const KEPT_MENTIONS = 30
const KEPT_RATINGS = 20
/** Conversations that one takes in. */
export const MAX_MERGED = 20

const DESK_MOVES: ReadonlySet<string> = new Set<DeskMove['type']>([
  'snooze',
  'wake',
  'tag',
  'keepReply',
  'dropReply',
  'holdReply',
  'look',
  'rated',
  'judged',
  'page',
  'absorb',
  'release',
])

export const isDeskMove = (move: { type: string }): move is DeskMove => DESK_MOVES.has(move.type)

/** A tag as it is kept: one form for what looks the same, without the sign that people write before it; empty where nothing is left. */
export const normalTag = (text: string): string =>
  [
    ...text
      .normalize('NFKC')
      .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim()
      .replace(/^#+\s*/, '')
      .toLowerCase(),
  ]
    .slice(0, MAX_TAG_LENGTH)
    .join('')
    .trim()

/** The conversation after a change of its marks; undefined where it is not possible as it stands. `now` is ISO 8601. */
export const mark = <C extends Marked>(conversation: C, move: DeskMove, now: string): C | undefined => {
  const { marks = {} } = conversation
  const next = MARKS[move.type](marks, move as never, { conversation, now })
  return next && withMarks(conversation, next)
}

/** After a change of hands: nobody snoozes what is somebody else's, and a reply goes out for its author only. */
export const afterMove = <C extends Marked>(before: Marked, after: C): C => {
  const { marks } = after
  if (marks === undefined) return after
  const { snooze, woken, ...rest } = marks
  const sameHands = before.assignee === after.assignee && after.state === before.state
  const why = after.state === 'resolved' ? 'resolved' : 'handed'
  const next: DeskMarks = sameHands ? marks : rest
  return withMarks(after, { ...next, ...heldWhere(marks.later, ({ by }) => by !== after.assignee, why) })
}

/** After a message: the customer's brings the conversation back and holds what was written before it; a kept reply that is sent waits no more. */
export const afterMessage = <C extends Marked>(
  conversation: C,
  { seq, from, cid, at }: Pick<LogEvent, 'seq' | 'from' | 'cid' | 'at'>,
  mentions: readonly string[] = [],
): C => {
  const { marks } = conversation
  const named: Mention[] = mentions.map((agent) => ({ agent, seq }))
  if (marks === undefined)
    return named.length === 0 ? conversation : withMarks(conversation, { mentions: named.slice(-KEPT_MENTIONS) })
  let next = marks
  if (named.length > 0) next = { ...next, mentions: [...(next.mentions ?? []), ...named].slice(-KEPT_MENTIONS) }
  if (next.later?.some((reply) => reply.cid === cid && reply.by === from.id)) next = without(next, cid)
  if (from.role === 'customer') {
    const { snooze, ...rest } = next
    next = { ...rest, ...heldWhere(next.later, () => true, 'customer') }
    if (snooze !== undefined) next.woken = { at, why: 'customer' }
  }
  return next === marks ? conversation : withMarks(conversation, next)
}

/** When something is due on it by itself, ISO; undefined: never. */
export const dueAt = ({ snooze, later = [] }: DeskMarks): string | undefined =>
  [...(snooze === undefined ? [] : [snooze.until]), ...later.filter(isWaiting).map((reply) => reply.dueAt)].sort()[0]

/** Agents who were named and have not looked yet. */
export const unseenBy = ({ mentions = [] }: DeskMarks): string[] => [
  ...new Set(mentions.filter(({ seen }) => seen !== true).map(({ agent }) => agent)),
]

export const isWaiting = ({ held }: Pick<LaterReply, 'held'>): boolean => held === undefined

type Rule<Type extends DeskMove['type']> = (
  marks: DeskMarks,
  move: Extract<DeskMove, { type: Type }>,
  at: { conversation: Marked; now: string },
) => DeskMarks | undefined

const MARKS: { [Type in DeskMove['type']]: Rule<Type> } = {
  snooze: ({ woken, ...marks }, { until, agent }, { conversation: { state, assignee }, now }) =>
    state === 'assigned' && assignee === agent && until > now ? { ...marks, snooze: { until, by: agent } } : undefined,
  wake: ({ snooze, ...marks }, { why }, { now }) => {
    if (snooze === undefined || (why === 'time' && snooze.until > now)) return undefined
    return why === 'time' ? { ...marks, woken: { at: now, why } } : marks
  },
  tag: (marks, { add, remove }) => {
    const tags = [...new Set([...(marks.tags ?? []), ...add])].filter((tag) => !remove.includes(tag))
    return tags.length > MAX_TAGS ? undefined : { ...marks, tags }
  },
  keepReply: (marks, { reply }, { conversation: { state, assignee } }) => {
    const others = (marks.later ?? []).filter(({ cid }) => cid !== reply.cid)
    if (state !== 'assigned' || assignee !== reply.by || others.length >= MAX_LATER) return undefined
    return { ...marks, later: [...others, reply].sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1)) }
  },
  dropReply: (marks, { cid }) => without(marks, cid),
  holdReply: (marks, { cid }) => ({ ...marks, ...heldWhere(marks.later, (reply) => reply.cid === cid, 'refused') }),
  look: ({ woken, ...marks }, { agent }, { conversation: { assignee } }) => ({
    ...marks,
    ...(woken !== undefined && assignee !== agent ? { woken } : {}),
    ...(marks.mentions === undefined
      ? {}
      : { mentions: marks.mentions.map((one) => (one.agent === agent ? { ...one, seen: true as const } : one)) }),
  }),
  rated: (marks, { seq, helped }) => ({
    ...marks,
    ratings: [...(marks.ratings ?? []).filter((one) => one.seq !== seq), { seq, helped }].slice(-KEPT_RATINGS),
  }),
  judged: (marks, { judgement }, { conversation: { state }, now }) =>
    state === 'resolved' && marks.judged === undefined ? { ...marks, judged: { ...judgement, at: now } } : undefined,
  page: ({ page: _, ...marks }, { said }, { conversation: { state }, now }) => {
    if (state === 'resolved') return undefined
    return Object.keys(said).length === 0 ? marks : { ...marks, page: { said, at: now } }
  },
  absorb: (marks, { from }, { conversation: { id, state } }) => {
    const merged = [...(marks.merged ?? []).filter((other) => other !== from), from]
    return state === 'resolved' || from === id || merged.length > MAX_MERGED ? undefined : { ...marks, merged }
  },
  release: (marks, { from }) => ({ ...marks, merged: (marks.merged ?? []).filter((other) => other !== from) }),
}

const without = (marks: DeskMarks, cid: string | undefined): DeskMarks => ({
  ...marks,
  later: (marks.later ?? []).filter((reply) => reply.cid !== cid),
})

const heldWhere = (
  later: readonly LaterReply[] | undefined,
  is: (reply: LaterReply) => boolean,
  held: NonNullable<LaterReply['held']>,
): Pick<DeskMarks, 'later'> =>
  later === undefined
    ? {}
    : { later: later.map((reply) => (isWaiting(reply) && is(reply) ? { ...reply, held } : reply)) }

/** Empty lists are no marks, and a conversation without marks has no field for them. */
const withMarks = <C extends Marked>({ marks: _, ...conversation }: C, marks: DeskMarks): C => {
  const kept = Object.fromEntries(
    Object.entries(marks).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0)),
  )
  return (Object.keys(kept).length === 0 ? conversation : { ...conversation, marks: kept }) as C
}
