import { answerCid } from '../../src/conversation/answer-cid.ts'
import type { LogEvent } from '../../src/domain/message.ts'

/** A message as its sender handed it to the client, before anybody acknowledged it. */
export interface Said {
  sender: string
  cid: string
  body: string
}

export interface Acked {
  cid: string
  conversation: string
  seq: number
}

/** What one reader was shown of one conversation above `from`, in the order it came. */
export interface Screen {
  who: string
  conversation: string
  from: number
  events: readonly Pick<LogEvent, 'epoch' | 'seq' | 'kind' | 'text' | 'cid'>[]
}

/** What clients saw and what the log says. Everything but `log` may be left out by a case that has none of it. */
export interface History {
  /** In the order of each sender. */
  said?: readonly Said[]
  /** Senders whose client sent a message again behind later ones: no order is promised of them. */
  unordered?: ReadonlySet<string>
  acked?: readonly Acked[]
  log: readonly LogEvent[]
  screens?: readonly Screen[]
  /** Every opId that was sent. */
  ops?: ReadonlySet<string>
  /** `conversation:seq` of the turns that were finished; given, every question must be among them. */
  finished?: ReadonlySet<string>
  /** Places at which a person gave the conversation back to the bot (W9). */
  handedBack?: readonly { conversation: string; seq: number }[]
}

/** Each kind of fault that the oracle can tell, with the law that it breaks. */
export const FAULTS = {
  lost: 'W1: acknowledged and not in the log',
  doubled: 'W3: in the log twice',
  disagreeing: 'W3: two acknowledgements of one cid name two places',
  moved: 'W2: acknowledged at another place than it has in the log',
  gap: 'W2: seq is not 1, 2, 3 …',
  reused: 'W2: one place of one epoch held two things',
  disordered: 'W7: messages of one sender in another order than they were said',
  invented: 'W3, W5: a message or an operation that nobody sent',
  unseen: 'W4: in the log and not on a screen that had caught up',
  repeated: 'W4: shown twice on one screen',
  jumbled: 'W4: shown in another order than the log has',
  different: 'W4: shown with other words than the log has',
  unanswered: 'W8: a question whose turn was never finished',
  answeredTwice: 'W8: words of the bot that are no first answer to a question',
  spokeOver: 'W9: the bot spoke after a person had',
  kept: 'W5: a body that was taken back can be read',
  appliedTwice: 'W5: one opId applied twice',
} as const

export type Fault = keyof typeof FAULTS
export interface Finding {
  fault: Fault
  where: string
}

/** Holds a history against the laws of docs/protocol.md; an empty list is a pass. */
export const judge = (history: History): Finding[] => {
  const conversations = byConversation(history.log)
  return [
    ...ofAcks(history),
    ...ofSenders(history),
    ...[...conversations].flatMap(([conversation, events]) => [
      ...ofLog(conversation, events),
      ...ofBot(conversation, events, history),
      ...ofTakenBack(conversation, events, history),
    ]),
    ...(history.screens ?? []).flatMap((screen) => ofScreen(screen, conversations.get(screen.conversation) ?? [])),
  ]
}

/** How many of each kind: what a test prints and compares. */
export const tally = (findings: readonly Finding[]): Partial<Record<Fault, number>> => {
  const counts: Partial<Record<Fault, number>> = {}
  for (const { fault } of findings) counts[fault] = (counts[fault] ?? 0) + 1
  return counts
}

const byConversation = (log: readonly LogEvent[]): Map<string, LogEvent[]> => {
  const found = new Map<string, LogEvent[]>()
  for (const event of log) {
    const own = found.get(event.conversation)
    if (own === undefined) found.set(event.conversation, [event])
    else own.push(event)
  }
  return found
}

const place = (conversation: string, seq: number): string => `${conversation}:${seq}`

const ofAcks = ({ acked = [], log }: History): Finding[] => {
  const places = new Map(log.map(({ cid, conversation, seq }) => [cid, place(conversation, seq)]))
  const first = new Map<string, string>()
  return acked.flatMap(({ cid, conversation, seq }): Finding[] => {
    const at = place(conversation, seq)
    const before = first.get(cid)
    if (before === undefined) first.set(cid, at)
    if (before !== undefined && before !== at) return [{ fault: 'disagreeing', where: `${cid} at ${before} and ${at}` }]
    const kept = places.get(cid)
    if (kept === undefined) return [{ fault: 'lost', where: `${cid}, acknowledged at ${at}` }]
    return kept === at ? [] : [{ fault: 'moved', where: `${cid}: acknowledged ${at}, kept ${kept}` }]
  })
}

const ofSenders = ({ said, unordered, log }: History): Finding[] => {
  const cids = new Set<string>()
  const found = log.flatMap(({ cid, conversation, seq }): Finding[] => {
    if (cid === undefined) return []
    if (cids.has(cid)) return [{ fault: 'doubled', where: `${cid} again at ${place(conversation, seq)}` }]
    cids.add(cid)
    return []
  })
  if (said === undefined) return found
  const turns = new Map(said.map(({ cid, sender, body }, order) => [cid, { sender, order, body }]))
  const bodies = new Map(said.map(({ cid, body }) => [body, cid]))
  const last = new Map<string, number>()
  for (const { cid = '', conversation, seq, from, kind, text } of log) {
    if (from.role !== 'customer' && from.role !== 'agent') continue
    if (kind === 'recall' || kind === 'rollback') continue
    const where = place(conversation, seq)
    const own = turns.get(cid)
    if (own === undefined) {
      const original = text === undefined ? undefined : bodies.get(text)
      found.push(
        original === undefined
          ? { fault: 'invented', where }
          : { fault: 'doubled', where: `${original} again at ${where} as ${cid}` },
      )
      continue
    }
    const line = `${own.sender} in ${conversation}`
    if (!unordered?.has(own.sender) && own.order < (last.get(line) ?? -1)) found.push({ fault: 'disordered', where })
    last.set(line, own.order)
  }
  return found
}

const ofLog = (conversation: string, events: readonly LogEvent[]): Finding[] => {
  const gap = events.findIndex(({ seq }, at) => seq !== at + 1)
  return gap === -1 ? [] : [{ fault: 'gap', where: `${conversation} after ${gap}` }]
}

const ofScreen = ({ who, conversation, from, events }: Screen, log: readonly LogEvent[]): Finding[] => {
  const found: Finding[] = []
  const shown = new Map<number, Screen['events'][number]>()
  let highest = from
  for (const event of events) {
    const where = `${who}, ${place(conversation, event.seq)}`
    const before = shown.get(event.seq)
    if (before !== undefined && before.epoch === event.epoch)
      found.push({ fault: before.text === event.text ? 'repeated' : 'reused', where })
    else if (event.seq < highest && before === undefined) found.push({ fault: 'jumbled', where })
    shown.set(event.seq, event)
    highest = Math.max(highest, event.seq)
  }
  for (const { seq, text, kind, epoch, recalled, rolledBack } of log) {
    if (seq <= from) continue
    const own = shown.get(seq)
    const where = `${who}, ${place(conversation, seq)}`
    if (own === undefined) found.push({ fault: 'unseen', where })
    else if (kind === 'note' || recalled || rolledBack) continue
    else if (own.text !== text) found.push({ fault: own.epoch === epoch ? 'different' : 'unseen', where })
  }
  return found
}

const ofBot = (conversation: string, events: readonly LogEvent[], history: History): Finding[] => {
  const found: Finding[] = []
  const owed = new Map<string, number>()
  let person = false
  const back = (history.handedBack ?? []).filter((one) => one.conversation === conversation)
  for (const { seq, from, kind, cid = '', recalled, rolledBack } of events) {
    const where = place(conversation, seq)
    if (back.some((one) => one.seq < seq && one.seq >= seq - 1)) person = false
    if (kind === 'recall' || kind === 'rollback' || kind === 'note') continue
    if (from.role === 'agent') person = true
    if (from.role === 'customer') owed.set(answerCid(conversation, seq), seq)
    if (from.role === 'customer' && history.finished?.has(where) === false && !recalled && !rolledBack)
      found.push({ fault: 'unanswered', where })
    if (from.role !== 'bot') continue
    if (!owed.delete(cid)) found.push({ fault: 'answeredTwice', where })
    if (person) found.push({ fault: 'spokeOver', where })
  }
  return found
}

const ofTakenBack = (conversation: string, events: readonly LogEvent[], { ops: sent }: History): Finding[] => {
  const found: Finding[] = []
  const ops = new Set<string>()
  for (const { kind, target = 0, toSeq = 0, opId = '', seq } of events) {
    if (kind !== 'recall' && kind !== 'rollback') continue
    if (ops.has(opId)) found.push({ fault: 'appliedTwice', where: `${opId} at ${place(conversation, seq)}` })
    if (sent?.has(opId) === false) found.push({ fault: 'invented', where: `${opId} at ${place(conversation, seq)}` })
    ops.add(opId)
    const gone = kind === 'recall' ? events.slice(target - 1, target) : events.slice(toSeq, seq - 1)
    for (const event of gone)
      if (event.text !== undefined || event.attachment !== undefined)
        found.push({ fault: 'kept', where: place(conversation, event.seq) })
  }
  return found
}
