import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Connection, type ConnectionParts, createConnection } from '../src/client/connection.ts'
import { createOutbox, type Outbox, type Outgoing, type Shelf } from '../src/client/outbox.ts'
import type { Tabs } from '../src/client/tabs.ts'
import type { ClientFrame, ServerFrame } from '../src/client/wire.ts'

/**
 * Random days of a customer with up to three tabs against a server that keeps what it acked: lines are cut with anything under way lost,
 * acks come late, twice or never, sends are refused for a while, pages reload, tabs open, close and fall asleep, the clock is set.
 * Afterwards the log must be exactly what was written, in the order of each tab, everything once.
 */

type Step =
  | { do: 'write'; tab: number }
  | { do: 'pass'; ms: number }
  | { do: 'cut'; tab: number }
  | { do: 'reload'; tab: number }
  | { do: 'close'; tab: number }
  | { do: 'freeze'; tab: number }
  | { do: 'network'; up: boolean }
  | { do: 'clock'; ms: number }
  | { do: 'serve'; tab: number; how: 'ack' | 'twice' | 'lose ack' | 'refuse' }

const tab = fc.nat(2)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('write' as const), tab }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(1, 100, 1_000, 7_000, 40_000) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cut' as const), tab }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reload' as const), tab }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const), tab }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('freeze' as const), tab }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('network' as const), up: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('clock' as const), ms: fc.constantFrom(3_600_000, -3_600_000) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('serve' as const),
      tab,
      how: fc.constantFrom('ack' as const, 'ack' as const, 'twice' as const, 'lose ack' as const, 'refuse' as const),
    }),
  },
)

interface Page {
  connection: Connection
  outbox: Outbox
  /** What lies between this page and the server. */
  towards: ClientFrame[]
  line: Parameters<ConnectionParts['dial']>[1] | undefined
  frozen: boolean
}

/** Mistakes to be found: a message sent anew, nothing kept, kept without its place. */
type Plant = 'fresh cid' | 'no shelf' | 'no place'

const world = (plant?: Plant) => {
  let now = 0
  let jumped = 0
  let network = true
  let timers: { at: number; page: Page; then: () => void }[] = []
  const shelf = new Map<string, Outgoing>()
  const log: { cid: string; text: string }[] = []
  const written: string[][] = [[], [], []]
  const pages: (Page | undefined)[] = [undefined, undefined, undefined]
  const delivered: string[] = []
  let line: { page: Page; changed: (leads: boolean) => void }[] = []
  let ids = 0

  const settle = async () => {
    for (let i = 0; i < 12; i++) await Promise.resolve()
  }
  const shelfOf = (page: Page): Shelf => ({
    load: async () => [...shelf.values()],
    // A page that is gone writes no more.
    put: async (message) => {
      if (plant !== 'no shelf' && pages.includes(page))
        shelf.set(message.cid, plant === 'no place' ? { ...message, place: 1 } : message)
    },
    remove: async (cid) => void shelf.delete(cid),
  })
  const ears = new Map<Page, (note: unknown) => void>()
  const asleep = new Map<Page, unknown[]>()
  const tabsOf = (page: Page): Tabs => ({
    tell: (note) => {
      for (const [other, hear] of ears) {
        if (other === page) continue
        if (other.frozen) asleep.set(other, [...(asleep.get(other) ?? []), structuredClone(note)])
        else hear(structuredClone(note))
      }
    },
    heard: (listener) => void ears.set(page, listener),
    lead: (changed) => {
      line.push({ page, changed })
      if (line.length === 1) changed(true)
    },
    take: () => {
      const mine = line.find((one) => one.page === page)
      if (mine === undefined || line[0] === mine) return
      const before = line[0]
      line = [mine, ...line.filter((one) => one !== mine)]
      before?.changed(false)
      mine.changed(true)
    },
    close: () => {},
  })
  const leave = (page: Page) => {
    ears.delete(page)
    timers = timers.filter((timer) => timer.page !== page)
    const led = line[0]?.page === page
    line = line.filter((one) => one.page !== page)
    if (led) line[0]?.changed(true)
  }
  const open = (index: number): Page => {
    const page: Page = { towards: [], line: undefined, frozen: false } as unknown as Page
    pages[index] = page
    page.outbox = createOutbox({ shelf: shelfOf(page), tabs: tabsOf(page) })
    page.connection = createConnection({
      dial: (_token, on) => {
        page.towards = []
        page.line = on
        void Promise.resolve().then(() => {
          if (page.line !== on) return
          if (network) on.opened()
          else cut(page)
        })
        return {
          send: (text) => void page.towards.push(JSON.parse(text) as ClientFrame),
          close: () => {
            if (page.line === on) page.line = undefined
          },
        }
      },
      token: async () => 't',
      isRefused: async () => false,
      device: `d${index}`,
      outbox: page.outbox,
      resumeFrom: () => [],
      received: () => {},
      delivered: ({ cid }) => void delivered.push(`${index} ${cid}`),
      stateChanged: () => {},
      outboxChanged: () => {},
      now: () => now + jumped,
      wall: () => now + jumped,
      steady: () => now,
      random: () => 0.5,
      after: (ms, then) => {
        const timer = { at: now + ms, page, then }
        timers.push(timer)
        return () => {
          timers = timers.filter((other) => other !== timer)
        }
      },
    })
    page.connection.start()
    return page
  }
  const cut = (page: Page) => {
    const { line: on } = page
    page.line = undefined
    page.towards = []
    on?.closed(1006)
  }
  const hear = (page: Page, frame: ServerFrame) => {
    if (!page.frozen) page.line?.received(JSON.stringify(frame))
  }
  const keep = (cid: string, text: string) => {
    const known = log.findIndex((one) => one.cid === cid)
    if (known < 0) log.push({ cid, text })
    return { seq: known < 0 ? log.length : known + 1, dup: known >= 0 }
  }
  const serve = (page: Page, how: 'ack' | 'twice' | 'lose ack' | 'refuse') => {
    const frame = page.towards.shift()
    if (frame === undefined) return false
    if (frame.type === 'hello')
      hear(page, {
        type: 'welcome',
        principal: { sub: 'c', role: 'customer', tenant: 'default', name: '林晓', exp: 0 },
        heartbeatMs: 0,
        conversations: [],
      })
    if (frame.type !== 'send') return true
    if (how === 'refuse')
      hear(page, {
        type: 'nack',
        cid: frame.cid,
        code: 'rate_limited',
        message: '',
        retryable: true,
        retryAfterMs: 500,
      })
    else {
      const { seq, dup } = keep(frame.cid, frame.text)
      const ack: ServerFrame = {
        type: 'ack',
        cid: frame.cid,
        conversation: 'c1',
        seq,
        epoch: 'e1',
        at: '2026-11-22T08:00:00.000Z',
        ...(dup && { dup }),
      }
      if (how !== 'lose ack') hear(page, ack)
      if (how === 'twice') hear(page, ack)
    }
    return true
  }
  const pass = async (ms: number) => {
    const until = now + ms
    await settle()
    for (;;) {
      const next = timers.filter(({ at, page }) => at <= until && !page.frozen).sort((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      now = Math.max(now, next.at)
      timers = timers.filter((timer) => timer !== next)
      next.then()
      await settle()
    }
    now = until
  }
  const thaw = (page: Page) => {
    page.frozen = false
    for (const note of asleep.get(page) ?? []) ears.get(page)?.(note)
    asleep.delete(page)
    if (page.line !== undefined) cut(page)
  }
  const run = async (one: Step) => {
    if (one.do === 'pass') return pass(one.ms)
    if (one.do === 'clock') {
      jumped += one.ms
      return
    }
    if (one.do === 'network') {
      network = one.up
      if (!network) for (const page of pages) if (page?.line !== undefined) cut(page)
      return settle()
    }
    const page = pages[one.tab]
    if (page === undefined) {
      if (one.do === 'write' || one.do === 'reload') open(one.tab)
      return settle()
    }
    if (page.frozen && one.do !== 'close') {
      if (one.do === 'write' || one.do === 'reload') thaw(page)
      return settle()
    }
    if (one.do === 'write') {
      const cid = `${(99 - ids++) % 7}-${ids}`
      const text = `${one.tab}.${written[one.tab]?.length}`
      written[one.tab]?.push(text)
      page.connection.send({ cid, kind: 'text', text, at: now + jumped })
      if (plant === 'fresh cid') page.connection.send({ cid: `${cid}-again`, kind: 'text', text, at: now + jumped })
    }
    if (one.do === 'cut' && page.line !== undefined) cut(page)
    if (one.do === 'freeze') page.frozen = true
    if (one.do === 'close' || one.do === 'reload') {
      await settle()
      pages[one.tab] = undefined
      leave(page)
      if (one.do === 'reload') open(one.tab)
    }
    if (one.do === 'serve') {
      serve(page, one.how)
    }
    await settle()
  }
  /** The network comes back, somebody looks in, and all are served. */
  const finish = async () => {
    network = true
    for (const page of pages) if (page?.frozen) thaw(page)
    if (pages.every((page) => page === undefined)) open(0)
    for (let round = 0; round < 400; round++) {
      await pass(1_000)
      let served = false
      for (const page of pages) while (page !== undefined && serve(page, 'ack')) served = true
      await settle()
      if (!served && pages.every((page) => page === undefined || page.outbox.list().length === 0)) return
    }
  }
  return { run, finish, log, written, shelf, pages, delivered }
}

const holds = async (steps: Step[], plant?: Plant): Promise<void> => {
  const { run, finish, log, written, shelf, pages, delivered } = world(plant)
  for (const one of steps) await run(one)
  await finish()
  const texts = log.map(({ text }) => text)
  expect([...texts].sort()).toEqual(written.flat().sort())
  for (const [index, mine] of written.entries())
    expect(texts.filter((text) => text.startsWith(`${index}.`))).toEqual(mine)
  expect(shelf.size).toBe(0)
  for (const page of pages) expect(page?.outbox.list() ?? []).toEqual([])
  expect(new Set(delivered).size, 'each is told once').toBe(delivered.length)
}

const RUNS = { numRuns: 300 }
const days = fc.array(step, { minLength: 1, maxLength: 80, size: 'max' })

it('[W3] [W7] whatever happens on the way, everything arrives once and in order', { timeout: 120_000 }, () =>
  fc.assert(
    fc.asyncProperty(days, (steps) => holds(steps)),
    RUNS,
  ),
)

it.each(['fresh cid', 'no shelf', 'no place'] as const)(
  'and a client with a mistake is found out: %s',
  { timeout: 120_000 },
  async (plant) => {
    await expect(
      fc.assert(
        fc.asyncProperty(days, (steps) => holds(steps, plant)),
        { ...RUNS, endOnFailure: true },
      ),
    ).rejects.toThrow()
  },
)
