import { expect, it, vi } from 'vitest'
import type { LogEvent } from '../../src/domain/message.ts'
import type { Bus, BusListener, Changed, Fleeting, SharedAgent } from '../../src/ports/bus.ts'
import type { OpenedStore } from '../../src/ports/opened-store.ts'
import type { OwedTurn } from '../../src/ports/store.ts'
import type { TurnLeases } from '../../src/ports/turn-leases.ts'
import { customer, message, recordOf } from './store-words.ts'

/** One process among others. */
export interface Member {
  bus: Bus
  leases: TurnLeases
  store: OpenedStore
  /** As a process that is killed: nothing is said any more. */
  die(): Promise<void>
  /** Cuts it off; the returned function brings it back. */
  cutOff(): Promise<() => Promise<void>>
}

/** `join` opens one more member on the same data; all are gone when the test ends. */
export interface BusUnderTest {
  join(name?: string): Promise<Member>
  /** Whether hints get through. */
  hints: boolean
}

export interface Heard extends BusListener {
  pages: Changed[]
  notices: Fleeting[]
  turns: OwedTurn[]
  desks: (readonly SharedAgent[])[]
}

const PATIENCE = { timeout: 30_000, interval: 10 }

export const listening = (changed: () => Promise<void> = async () => undefined): Heard => {
  const heard: Heard = {
    pages: [],
    notices: [],
    turns: [],
    desks: [],
    changed: async (page) => {
      await changed()
      heard.pages.push(...page)
    },
    told: (notice) => void heard.notices.push(notice),
    owed: (turn) => void heard.turns.push(turn),
    atDesk: (agents) => void heard.desks.push(agents),
  }
  return heard
}

const typing = (tenant: string, text = '我想问一下退款'): Fleeting => ({
  tenant,
  conversation: 'k1',
  customer: 'lin',
  type: 'typing',
  by: customer(),
  text,
})
const headsOf = ({ pages }: Heard): Record<string, number> =>
  Object.fromEntries(pages.map(({ conversation }) => [conversation.id, conversation.head]))

/** The laws of `ports/bus.ts`; `open` gives an empty installation. */
export const busLaws = (open: () => Promise<BusUnderTest>): void => {
  const two = async () => {
    const under = await open()
    const [a, b] = [await under.join(), await under.join()]
    const [atA, atB] = [listening(), listening()]
    await a.bus.listen(atA)
    await b.bus.listen(atB)
    await vi.waitUntil(() => a.bus.state().peers === 1 && b.bus.state().peers === 1, PATIENCE)
    return { ...under, a, b, atA, atB }
  }
  const ready = (...members: Member[]) =>
    vi.waitUntil(() => members.every(({ bus }) => bus.state().state === 'ready'), PATIENCE)

  it('[BU1] [BU4] what is told arrives as it was told, with its tenant, and not at who told it', async () => {
    const { a, b, atA, atB, hints } = await two()
    await ready(a, b)
    const odd = `o'brien"; DROP TABLE x; -- \u2028 店`
    const told = [typing('default'), typing(odd), typing('default', '换个颜色')]
    for (const notice of told) a.bus.tell(notice)
    a.bus.owe({ tenant: odd, conversation: 'k1', seq: 7 })
    if (!hints) return
    await vi.waitUntil(() => atB.notices.length >= 3 && atB.turns.length >= 1, PATIENCE)
    expect(atB.notices).toEqual(told)
    expect(atB.turns).toEqual([{ tenant: odd, conversation: 'k1', seq: 7 }])
    expect(atA.notices).toEqual([])
  })

  it('[BU2] every conversation that changed is given to all, in its latest state, with its events and its last turn', async () => {
    const { a, b, atA, atB } = await two()
    const sent = await Promise.all(
      ['lin', 'wei', 'zoe'].map((id) => a.store.append(message({ from: customer(id), text: '在吗？' }))),
    )
    a.bus.changed()
    const [first] = sent
    const id = (first as (typeof sent)[number]).conversation.id
    await b.store.append(message({ from: customer('lin'), text: '还在吗？', owesTurn: true }))
    await b.store.finishTurn({ record: recordOf(id, 2) })
    const heads = { ...Object.fromEntries(sent.map(({ conversation }) => [conversation.id, 1])), [id]: 2 }
    for (const heard of [atA, atB])
      await vi.waitUntil(() => JSON.stringify(sorted(headsOf(heard))) === JSON.stringify(sorted(heads)), PATIENCE)
    await vi.waitUntil(() => atB.pages.findLast(({ conversation }) => conversation.id === id)?.decided === 2, PATIENCE)
    const above = await b.bus.eventsAbove([{ tenant: 'default', conversation: id, after: 1 }])
    expect(above.get(id)?.map(({ seq, text }: LogEvent) => [seq, text])).toEqual([[2, '还在吗？']])
    const foreign = await b.bus.eventsAbove([{ tenant: 'other', conversation: id, after: 0 }])
    expect(foreign.get(id) ?? []).toEqual([])
  })

  it('[BU2] that and when a conversation was erased is given to all, and of no other', async () => {
    const { a, b, atA, atB } = await two()
    const [gone, stays] = await Promise.all(
      ['lin', 'wei'].map((id) => a.store.append(message({ from: customer(id), text: '我的手机号是13800138000' }))),
    )
    const [id, other] = [gone?.conversation.id ?? '', stays?.conversation.id ?? '']
    const at = '2026-11-22T08:00:00.000Z'
    await b.store.erase({
      tenant: 'default',
      conversation: id,
      at,
      because: { by: { role: 'admin', id: 'boss', name: 'Boss' }, reason: 'retention' },
    })
    b.bus.changed()
    for (const heard of [atA, atB]) {
      await vi.waitUntil(
        () => heard.pages.findLast(({ conversation }) => conversation.id === id)?.erasedAt === at,
        PATIENCE,
      )
      expect(heard.pages.filter((one) => one.conversation.id === other && one.erasedAt !== undefined)).toEqual([])
    }
  })

  it('[BU3] too much, too long or at a member that breaks: nothing is thrown and the others hear', async () => {
    const under = await open()
    const [a, b, c] = [await under.join(), await under.join(), await under.join()]
    const broken: BusListener = {
      changed: () => Promise.reject(new Error('broken')),
      told: () => {
        throw new Error('broken')
      },
      owed: () => {
        throw new Error('broken')
      },
      atDesk: () => {
        throw new Error('broken')
      },
    }
    await a.bus.listen(broken)
    const stuck = listening(() => new Promise(() => undefined))
    await c.bus.listen(stuck)
    const atB = listening()
    await b.bus.listen(atB)
    await ready(a, b)
    b.bus.tell(typing('default'))
    a.bus.tell(typing('default', '长'.repeat(9_000)))
    for (let n = 0; n < 5_000; n++) a.bus.changed()
    await a.store.append(message())
    a.bus.changed()
    a.bus.tell(typing('default', '最后'))
    await vi.waitUntil(() => atB.pages.length > 0, PATIENCE)
    if (!under.hints) return
    await vi.waitUntil(() => atB.notices.length === 1, PATIENCE)
    expect(atB.notices).toEqual([typing('default', '最后')])
  })

  it('[BU5] a member that was cut off is given what changed meanwhile, and hints again', async () => {
    const { a, b, atB, hints } = await two()
    await ready(a, b)
    const back = await b.cutOff()
    await vi.waitUntil(() => b.bus.state().state !== 'ready', PATIENCE)
    expect(b.bus.state()).toMatchObject({ reason: expect.any(String), since: expect.any(String) })
    const { conversation } = await a.store.append(message())
    a.bus.changed()
    await back()
    await vi.waitUntil(() => headsOf(atB)[conversation.id] === 1, PATIENCE)
    await ready(b)
    if (!hints) return
    a.bus.tell(typing('default'))
    await vi.waitUntil(() => atB.notices.length > 0, PATIENCE)
  })

  it('who is at the desk of one is known to the others, until that one is gone', async () => {
    const { a, atB } = await two()
    const ann = { tenant: 'default', agent: 'ann', name: '安', status: 'online', capacity: 3 } as const
    a.bus.share([ann])
    await vi.waitUntil(() => JSON.stringify(atB.desks.at(-1)) === JSON.stringify([ann]), PATIENCE)
    await a.die()
    await vi.waitUntil(() => atB.desks.at(-1)?.length === 0, PATIENCE)
  })
}

/** The laws of `ports/turn-leases.ts`. */
export const leaseLaws = (open: () => Promise<BusUnderTest>): void => {
  const owing = async (count = 2) => {
    const under = await open()
    const members = await Promise.all(Array.from({ length: count }, () => under.join()))
    for (const { bus } of members) await bus.listen(listening())
    await vi.waitUntil(() => members.every(({ bus }) => bus.state().peers === count - 1), PATIENCE)
    const [a, b] = members as [Member, Member]
    await a.store.append(message({ owesTurn: true }))
    const { conversation, event } = await a.store.append(message({ owesTurn: true, text: '还有运费呢？' }))
    const turn: OwedTurn = { tenant: 'default', conversation: conversation.id, seq: event.seq }
    return { a, b, members, turn }
  }

  it('[TL1] of many that claim at once one holds it, with all that is owed before; given back, the next one does', async () => {
    const { members, turn } = await owing(4)
    const claims = await Promise.all(members.map(({ leases }) => leases.claim(turn)))
    expect(claims.filter((claim) => claim !== undefined)).toEqual([[1, 2]])
    const holder = members[claims.findIndex((claim) => claim !== undefined)] as Member
    await Promise.all(members.filter((one) => one !== holder).map(({ leases }) => leases.release(turn)))
    const others = members.filter((one) => one !== holder)
    for (const { leases } of others) expect(await leases.claim(turn)).toBeUndefined()
    await holder.leases.release(turn)
    expect(await (others[0] as Member).leases.claim(turn)).toEqual([1, 2])
  })

  it('[TL2] what the dead held is free within seconds, what the living hold is not', async () => {
    const { a, b, members, turn } = await owing(3)
    expect(await a.leases.claim(turn)).toEqual([1, 2])
    const living = await (members[2] as Member).store.append(message({ from: customer('zoe'), owesTurn: true }))
    const other: OwedTurn = { tenant: 'default', conversation: living.conversation.id, seq: 1 }
    expect(await (members[2] as Member).leases.claim(other)).toEqual([1])
    await a.die()
    await vi.waitUntil(async () => (await b.leases.claim(turn)) !== undefined, { timeout: 30_000, interval: 200 })
    // Longer than a lease that nobody renews.
    await vi.waitUntil(() => b.bus.state().peers === 1, PATIENCE)
    expect(await b.leases.claim(other)).toBeUndefined()
  })

  it('[TL3] all name the same one, of those that are there', async () => {
    const { a, b, members } = await owing(3)
    const turns = Array.from({ length: 60 }, (_, n) => ({ tenant: 'default', conversation: `k${n}`, seq: 1 }))
    const named = turns.map((turn) => members.filter(({ leases }) => leases.prefers(turn)))
    expect(named.every((found) => found.length === 1)).toBe(true)
    expect(new Set(named.flat()).size).toBe(3)
    await a.leases.leave()
    await vi.waitUntil(() => b.bus.state().peers === 1, PATIENCE)
    expect(turns.some(({ ...turn }) => a.leases.prefers(turn))).toBe(false)
  })
}

const sorted = (heads: Record<string, number>): [string, number][] =>
  Object.entries(heads).sort(([one], [other]) => (one < other ? -1 : 1))
