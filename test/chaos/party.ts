import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import type { LogEvent, Role } from '../../src/domain/message.ts'
import { createTokens } from '../../src/gateway/auth.ts'
import { type Frame, newCid } from '../helpers/client.ts'
import { SECRET } from '../helpers/product.ts'
import type { Acked, History, Said, Screen } from './oracle.ts'

export interface PartySettings {
  role: Role
  sub: string
  /** Where to connect, asked before every try; undefined: nowhere just now. */
  where(): string | undefined
  /** Staff name the conversation that they follow from its beginning. */
  conversation?: { id: string; epoch: string }
  /** Messages under way at once; 1 keeps their order also where one is refused for now. */
  window?: number
  /** Nothing heard for so long: the line is cut and opened again. */
  silenceMs?: number
}

/** Somebody at the other end of the wire: keeps what was not acknowledged, reconnects, resumes, and writes down what it saw. */
export interface Party {
  sub: string
  said: Said[]
  acked: Acked[]
  /** Every refusal that will not pass by itself. */
  refused: Frame[]
  frames: { reconnects: number; replayed: number; unrecovered: number; shed: number }
  say(body: string): void
  /** A frame as it is; dropped where there is no line. */
  send(frame: object): void
  waiting(): number
  conversation(): { id: string; epoch: string } | undefined
  seq(): number
  screens(): Screen[]
  open(): boolean
  /** What another end of the line would do: RST, FIN, or a close frame. */
  cut(how: 'reset' | 'end' | 'close'): void
  leave(): void
}

const tokens = createTokens(SECRET)
const TOKEN_SECONDS = 400 * 86_400
const PAGE = 500
const SILENCE_MS = 6_000
const FIRST_WAIT_MS = 20
const LONGEST_WAIT_MS = 500

type Shown = Screen['events'][number]

interface Followed {
  epoch: string
  seq: number
  from: number
  events: Shown[]
  /** Live events wait while history is paged. */
  held: LogEvent[] | undefined
  /** Up to here a page of history was read, which may be ahead of the line: what comes over it of these is known. */
  paged: number
  /** Who pages; another line that comes meanwhile ends it. */
  paging?: object
}

/** Joins at once and stays until `leave`. */
export const createParty = ({
  role,
  sub,
  where,
  conversation,
  window = 8,
  silenceMs = SILENCE_MS,
}: PartySettings): Party => {
  const said: Said[] = []
  const acked: Acked[] = []
  const refused: Frame[] = []
  const frames = { reconnects: 0, replayed: 0, unrecovered: 0, shed: 0 }
  const pending = new Map<string, { frame: object; out: boolean }>()
  const followed = new Map<string, Followed>()
  let out = 0
  let socket: WebSocket | undefined
  let heard = performance.now()
  let welcomed = false
  let gone = false
  if (conversation !== undefined)
    followed.set(conversation.id, { epoch: conversation.epoch, seq: 0, from: 0, events: [], held: undefined, paged: 0 })

  const write = (frame: object): void => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame))
  }
  const pump = (): void => {
    if (!welcomed || out >= window) return
    for (const entry of pending.values()) {
      if (entry.out) continue
      entry.out = true
      write(entry.frame)
      if (++out >= window) return
    }
  }
  const settle = (cid: string): void => {
    const entry = pending.get(cid)
    if (entry === undefined) return
    pending.delete(cid)
    if (entry.out) out -= 1
    pump()
  }
  const show = (event: LogEvent): void => {
    const known = followed.get(event.conversation)
    const line = known ?? { epoch: event.epoch, seq: 0, from: event.seq - 1, events: [], held: undefined, paged: 0 }
    if (known === undefined) followed.set(event.conversation, line)
    if (line.held !== undefined) return void line.held.push(event)
    if (event.epoch === line.epoch && event.seq <= line.paged) return
    // As clients do after a restore: another epoch is another log.
    line.epoch = event.epoch
    line.events.push(shownOf(event, line.epoch))
    line.seq = Math.max(line.seq, event.seq)
  }
  const page = async (id: string, line: Followed, token: string): Promise<void> => {
    const own = {}
    line.paging = own
    for (;;) {
      const url = `${where()}/v1/conversations/${id}/events?after=${line.seq}&limit=${PAGE}`
      const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
      if (!response.ok) throw new Error(`paging: ${response.status}`)
      const { events } = (await response.json()) as { events: LogEvent[] }
      if (line.paging !== own) return
      for (const event of events) line.events.push(shownOf(event, line.epoch))
      line.seq = events.at(-1)?.seq ?? line.seq
      if (events.length < PAGE) break
    }
    const held = line.held ?? []
    line.held = undefined
    line.paged = line.seq
    for (const event of held) show(event)
  }
  const welcome = (frame: Frame, token: string): void => {
    for (const { conversation: id, epoch, head, recovered } of frame.conversations) {
      const line = followed.get(id)
      if (line === undefined || recovered) continue
      frames.unrecovered += 1
      line.held ??= []
      // A foreign epoch, or a cursor above the head: the log is another one, read from its beginning.
      if (line.epoch !== epoch || line.seq > head) Object.assign(line, { epoch, seq: 0, paged: 0 })
      const own = socket
      page(id, line, token).catch(() => own?.terminate())
    }
    welcomed = true
    out = 0
    for (const entry of pending.values()) entry.out = false
    pump()
  }
  const take = (frame: Frame, token: string): void => {
    heard = performance.now()
    if (frame.type === 'event') return show(frame)
    if (frame.type === 'ack') {
      acked.push({ cid: frame.cid, conversation: frame.conversation, seq: frame.seq })
      return settle(frame.cid)
    }
    if (frame.type === 'welcome') return welcome(frame, token)
    if (frame.type !== 'nack') return
    const entry = pending.get(frame.cid)
    if (!frame.retryable) {
      refused.push(frame)
      return settle(frame.cid)
    }
    frames.shed += 1
    if (entry === undefined) return
    setTimeout(() => {
      if (!entry.out || !pending.has(frame.cid)) return
      entry.out = false
      out -= 1
      pump()
    }, frame.retryAfterMs)
  }
  const connectOnce = async (url: string, token: string): Promise<void> => {
    const line = new WebSocket(`${url.replace('http', 'ws')}/v1/socket`, ['tabdesk.v1'], {
      headers: { authorization: `Bearer ${token}` },
      handshakeTimeout: silenceMs,
    })
    socket = line
    heard = performance.now()
    const watch = setInterval(() => performance.now() - heard > silenceMs && line.terminate(), silenceMs / 4)
    await new Promise<void>((ended) => {
      line.on('error', () => undefined)
      line.on('close', () => ended())
      line.on('open', () => {
        const resume = [...followed].map(([id, { epoch, seq }]) => ({ conversation: id, epoch, seq }))
        write({ type: 'hello', device: `chaos-${sub}`, ...(resume.length > 0 ? { resume } : {}) })
      })
      line.on('message', (data) => line === socket && take(JSON.parse(String(data)), token))
    })
    clearInterval(watch)
    welcomed = false
    for (const one of followed.values()) {
      delete one.paging
      one.held = undefined
    }
  }
  const stay = async (): Promise<void> => {
    const token = await tokens.sign({ role, sub, tenant: 'default', name: sub }, TOKEN_SECONDS)
    for (let wait = FIRST_WAIT_MS; !gone; frames.reconnects += 1) {
      const before = acked.length + frames.shed
      const url = where()
      if (url !== undefined) await connectOnce(url, token)
      if (gone) return
      wait = acked.length + frames.shed > before ? FIRST_WAIT_MS : Math.min(LONGEST_WAIT_MS, wait * 2)
      await sleep(wait * Math.random())
    }
  }
  void stay()

  return {
    sub,
    said,
    acked,
    refused,
    frames,
    say: (body) => {
      const cid = newCid()
      const to = role === 'customer' || conversation === undefined ? {} : { conversation: conversation.id }
      said.push({ sender: sub, cid, body })
      pending.set(cid, { frame: { type: 'send', cid, kind: 'text', text: body, ...to }, out: false })
      pump()
    },
    send: write,
    waiting: () => pending.size,
    conversation: () => {
      const [first] = followed
      return first === undefined ? undefined : { id: first[0], epoch: first[1].epoch }
    },
    seq: () => [...followed.values()][0]?.seq ?? 0,
    screens: () =>
      [...followed].map(([id, { from, events }]) => ({ who: sub, conversation: id, from, events: [...events] })),
    open: () => welcomed,
    cut: (how) => {
      const under = (socket as unknown as { _socket?: import('node:net').Socket } | undefined)?._socket
      if (how === 'close') socket?.close()
      else if (how === 'reset') under?.resetAndDestroy()
      else under?.end()
    },
    leave: () => {
      gone = true
      socket?.terminate()
    },
  }
}

/** What the oracle asks of an event, and one copy of the epoch: a long run shows millions. */
const shownOf = ({ seq, kind, text, cid, epoch }: LogEvent, known: string): Shown => ({
  epoch: epoch === known ? known : epoch,
  seq,
  kind,
  ...(text === undefined ? {} : { text }),
  ...(cid === undefined ? {} : { cid }),
})

/** What all of them saw, as the oracle takes it; refused-for-now senders with several under way lose the promise of order. */
export const seenBy = (
  parties: readonly Party[],
  windows = 1,
): Omit<Required<Pick<History, 'said' | 'acked' | 'screens' | 'unordered'>>, never> => ({
  said: parties.flatMap(({ said }) => said),
  acked: parties.flatMap(({ acked }) => acked),
  screens: parties.flatMap((party) => party.screens()),
  unordered: new Set(windows === 1 ? [] : parties.filter(({ frames }) => frames.shed > 0).map(({ sub }) => sub)),
})
