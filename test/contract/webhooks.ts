import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Delivery, WEBHOOK_KINDS, type Webhook } from '../../src/domain/webhook.ts'
import type { OpenedStore } from '../../src/ports/opened-store.ts'
import {
  agent,
  customer,
  expectRefusal,
  message,
  newCid,
  type OpenStore,
  recordOf,
  START,
  TENANT,
} from './store-words.ts'

const MANY = 40
const DAY_MS = 24 * 3_600_000
const at = (ms = 0): string => new Date(START + ms).toISOString()
const later = at(DAY_MS)

let made = 0
const endpoint = (more: Partial<Webhook> = {}): Webhook => ({
  id: `hook-${++made}`,
  tenant: TENANT,
  url: 'https://shop.example/hooks',
  kinds: [...WEBHOOK_KINDS],
  content: true,
  state: 'active',
  secrets: [{ secret: 'whsec_one' }],
  createdAt: at(),
  ...more,
})

/** The laws WH1 to WH8 of `src/ports/webhooks.ts` and IK1 to IK3 of `src/ports/idempotency.ts`, for any adapter. `alone`: nobody else can open it. */
export const webhookContract = (name: string, open: OpenStore, { alone }: { alone: boolean }): void => {
  describe(`webhooks: ${name}`, () => {
    let under: Awaited<ReturnType<OpenStore>>
    let clock = START
    const store = (): OpenedStore => under.store as OpenedStore
    const all = (webhook: string, tenant = TENANT): Promise<Delivery[]> =>
      store().deliveries(tenant, webhook, { limit: 10_000 })
    const kinds = async (webhook: string): Promise<string[]> =>
      (await all(webhook)).toReversed().map(({ kind, seq }) => `${seq} ${kind}`)
    const due = (webhook: string, when = later): Promise<Delivery[]> =>
      store().dueDeliveries({ tenant: TENANT, webhook, at: when, limit: 1_000 })
    const settle = (one: Delivery, more: Partial<Delivery> = {}): Promise<void> =>
      store().settleDelivery({ ...one, at: at(), state: 'delivered', attempts: one.attempts + 1, ...more })
    const say = async (who = customer(), more = {}) => (await store().append(message({ from: who, ...more }))).event

    beforeEach(async () => {
      clock = START
      under = await open(() => new Date(clock))
    })
    afterEach(() => under.dispose())

    it('[WH1] endpoints and what is on its way are there after a restart, as they were', async () => {
      const kept = endpoint({
        kinds: ['message.created'],
        content: false,
        secrets: [{ secret: 'b' }, { secret: 'a', until: later }],
      })
      await store().saveWebhook(kept)
      await say()
      const [one] = await all(kept.id)
      await under.reopen()
      expect(await store().webhooks(TENANT)).toEqual([kept])
      expect(await all(kept.id)).toEqual([one])
      const changed = { ...kept, url: 'https://shop.example/新', state: 'paused' as const, reason: 'by hand' }
      await store().saveWebhook(changed)
      await store().noteHealth({ tenant: TENANT, id: kept.id, failingSince: at() })
      expect(await store().webhooks()).toEqual([{ ...changed, failingSince: at() }])
      await store().noteHealth({ tenant: TENANT, id: kept.id, failingSince: null, pausedFor: 'it answers 410' })
      expect(await store().webhooks()).toEqual([{ ...changed, reason: 'it answers 410' }])
      expect(await store().removeWebhook(TENANT, kept.id)).toBe(true)
      expect(await store().removeWebhook(TENANT, kept.id)).toBe(false)
      expect([await store().webhooks(), await all(kept.id)]).toEqual([[], []])
    })

    it('[WH2] tells of messages, notes, recalls and moves in the order in which they happened', async () => {
      const hook = endpoint()
      await store().saveWebhook(hook)
      const { conversation } = await say()
      const first = await store().finishTurn({
        record: recordOf(conversation, 1),
        reply: message({ from: { role: 'bot', id: 'bot', name: 'Tabdesk' }, conversation, text: '我转给同事' }),
        move: { type: 'handOff' },
      })
      expect(first.event?.seq).toBe(2)
      const op = { tenant: TENANT, conversation }
      // Asked for together: what they passed through is told, not only where it ended.
      await Promise.all([
        store().move({ ...op, move: { type: 'claim', agent: 'ann', agentName: '小安' }, at: at(1) }),
        store().append(message({ from: agent(), conversation, text: 'Hello' })),
        store().append(message({ from: agent(), conversation, kind: 'note', text: '老客户' })),
        store().recall({ ...op, seq: 3, opId: newCid(), by: agent(), withinMs: DAY_MS }),
        store().move({ ...op, move: { type: 'transferToAgent', agent: 'bob', agentName: 'Bob' }, at: at(2) }),
        store().move({ ...op, move: { type: 'transferToBot' }, at: at(3) }),
        store().rollback({ ...op, toSeq: 4, opId: newCid(), by: agent() }),
        store().move({ ...op, move: { type: 'resolve', outcome: 'solved' }, at: at(4) }),
      ])
      expect(await kinds(hook.id)).toEqual([
        '1 conversation.opened',
        '1 message.created',
        '2 message.created',
        '2 conversation.queued',
        '2 conversation.assigned',
        '3 message.created',
        '4 note.created',
        '5 message.recalled',
        '5 conversation.assigned',
        '5 conversation.returned',
        '6 conversation.rolled_back',
        '6 conversation.resolved',
      ])
      const told = (await all(hook.id)).toReversed()
      expect(told[4]).toMatchObject({
        conversation,
        at: at(1),
        move: { state: 'assigned', assignee: 'ann', assigneeName: '小安' },
        state: 'waiting',
        attempts: 0,
      })
      expect(told.at(-1)?.move).toEqual({ state: 'resolved', outcome: 'solved' })
      expect(told[1]?.move).toBeUndefined()
    })

    it('[WH2] only to endpoints that want the kind, and of nothing that was refused, repeated, or before them', async () => {
      await say()
      const moves = endpoint({ kinds: ['conversation.assigned', 'conversation.resolved'] })
      const words = endpoint({ kinds: ['message.created'], state: 'paused' })
      await store().saveWebhook(moves)
      await store().saveWebhook(words)
      const sent = message()
      await store().append(sent)
      const { event, dup } = await store().append(sent)
      expect(dup).toBe(true)
      const { conversation } = event
      const move = { tenant: TENANT, conversation, at: at() }
      await store().move({ ...move, move: { type: 'claim', agent: 'ann', agentName: 'Ann' } })
      await store().move({ ...move, move: { type: 'claim', agent: 'ann', agentName: 'Ann' } })
      await expectRefusal(
        store().move({ ...move, move: { type: 'claim', agent: 'bob', agentName: 'Bob' } }),
        'conversation.taken',
      )
      expect(await kinds(words.id)).toEqual(['2 message.created'])
      expect(await kinds(moves.id)).toEqual(['2 conversation.assigned'])
    })

    it('[WH2] skips none and doubles none of many at once, also across a restart', async () => {
      const hook = endpoint({ kinds: ['message.created'] })
      await store().saveWebhook(hook)
      const people = Array.from({ length: MANY }, (_, n) => customer(`c${n}`, `客户${n}`))
      for (let round = 0; round < 3; round++) {
        await Promise.all(people.flatMap((who) => [say(who), say(who)]))
        await under.reopen()
      }
      const told = (await all(hook.id)).toReversed()
      expect(told).toHaveLength(MANY * 6)
      const lines = new Map<string, number[]>()
      for (const { conversation, seq } of told) lines.set(conversation, [...(lines.get(conversation) ?? []), seq])
      expect(lines.size).toBe(MANY)
      for (const line of lines.values()) expect(line).toEqual([1, 2, 3, 4, 5, 6])
    })

    it('[WH3] gives the oldest of each conversation and nothing behind it', async () => {
      const hook = endpoint({ kinds: ['message.created'] })
      await store().saveWebhook(hook)
      for (const who of ['lin', 'wu']) for (let n = 0; n < 3; n++) await say(customer(who, who))
      const [lin, wu] = await due(hook.id)
      expect([lin?.seq, wu?.seq, (await due(hook.id)).length]).toEqual([1, 1, 2])
      // Not due yet: its whole conversation waits with it, others do not.
      await settle(lin as Delivery, { state: 'waiting', dueAt: at(2 * DAY_MS), fault: 'it hangs' })
      await settle(wu as Delivery)
      expect((await due(hook.id)).map(({ conversation, seq }) => [conversation, seq])).toEqual([[wu?.conversation, 2]])
      const [again] = await due(hook.id, at(2 * DAY_MS))
      expect(again).toMatchObject({ id: lin?.id, attempts: 1, fault: 'it hangs', state: 'waiting' })
      await settle(again as Delivery, { state: 'dead', status: 500, fault: 'it answered 500' })
      expect((await due(hook.id)).map(({ seq }) => seq).sort()).toEqual([2, 2])
      expect(await due(hook.id, at(-1))).toEqual([])
    })

    it('[WH4] what is settled is not due again; of a removed endpoint nothing is kept', async () => {
      const hook = endpoint({ kinds: ['message.created'] })
      await store().saveWebhook(hook)
      await say()
      const [one] = await due(hook.id)
      await settle(one as Delivery, { status: 200 })
      expect(await due(hook.id)).toEqual([])
      // A slow process that thinks that it failed.
      await settle(one as Delivery, { state: 'waiting', dueAt: at() })
      expect(await due(hook.id)).toEqual([])
      expect(await all(hook.id)).toMatchObject([{ state: 'delivered', settledAt: at(), status: 200, attempts: 1 }])
      await store().removeWebhook(TENANT, hook.id)
      await settle(one as Delivery)
      expect(await all(hook.id)).toEqual([])
      await expectRefusal(settle({ ...(one as Delivery), dueAt: 'soon' }), 'bad_input', /ISO 8601/)
    })

    it('[WH5] nothing of one tenant is visible to another', async () => {
      const ours = endpoint()
      const theirs = endpoint({ tenant: 'other' })
      await store().saveWebhook(ours)
      await store().saveWebhook(theirs)
      await say()
      expect(await store().webhooks('other')).toEqual([theirs])
      expect(await all(theirs.id, 'other')).toEqual([])
      expect(await all(ours.id, 'other')).toEqual([])
      expect(await store().dueDeliveries({ tenant: 'other', webhook: ours.id, at: later, limit: 9 })).toEqual([])
      const [one] = await all(ours.id)
      await store().settleDelivery({ ...(one as Delivery), tenant: 'other', at: at(), state: 'dead' })
      await store().noteHealth({ tenant: 'other', id: ours.id, failingSince: at(), pausedFor: 'no' })
      expect(await store().removeWebhook('other', ours.id)).toBe(false)
      expect([await store().webhooks(TENANT), (await all(ours.id))[0]]).toEqual([[ours], one])
    })

    it('[WH6] a replay makes settled ones wait again, by id or by time, and counts them', async () => {
      const hook = endpoint({ kinds: ['message.created'] })
      await store().saveWebhook(hook)
      for (const minutes of [0, 10, 20]) {
        clock = START + minutes * 60_000
        await say()
      }
      for (const state of ['dead', 'delivered', 'dead'] as const) {
        const [one] = await due(hook.id)
        await settle(one as Delivery, { state, fault: 'it answered 500', status: 500 })
      }
      const [third, second, first] = (await all(hook.id)) as [Delivery, Delivery, Delivery]
      expect(await store().webhookCounts()).toEqual([{ tenant: TENANT, webhook: hook.id, waiting: 0, dead: 2 }])
      const op = { tenant: TENANT, webhook: hook.id, at: later }
      expect(await store().replayDeliveries({ ...op, of: { ids: [third.id, third.id + 1_000] } })).toBe(1)
      expect(await due(hook.id)).toEqual([
        {
          id: third.id,
          webhook: hook.id,
          tenant: TENANT,
          conversation: third.conversation,
          seq: 3,
          kind: third.kind,
          at: third.at,
          state: 'waiting',
          attempts: 0,
          dueAt: later,
          since: later,
        },
      ])
      const early = { from: at(), to: at(10 * 60_000) }
      expect(await store().replayDeliveries({ ...op, of: { ...early, state: 'delivered' } })).toBe(0)
      expect(await store().replayDeliveries({ ...op, of: early })).toBe(1)
      // It is the first of its conversation, so it goes first.
      expect((await due(hook.id)).map(({ id }) => id)).toEqual([first.id])
      expect(await store().replayDeliveries({ ...op, of: { from: at(), to: later } })).toBe(1)
      expect(await store().webhookCounts()).toMatchObject([{ waiting: 3, dead: 0 }])
      for (const one of [first, second, third]) await settle(one, { state: one === second ? 'delivered' : 'dead' })
      await store().forgetDeliveries({ deliveredBefore: later, deadBefore: at() })
      expect((await all(hook.id)).map(({ state }) => state)).toEqual(['dead', 'dead'])
      await store().forgetDeliveries({ deliveredBefore: later, deadBefore: later })
      expect(await all(hook.id)).toEqual([])
    })

    it.skipIf(alone)('[WH7] one leads until it is silent for as long as it said', async () => {
      const lead = (me: string, forMs: number) => store().leadDeliveries({ me, forMs })
      expect([await lead('a', 60_000), await lead('b', 60_000), await lead('a', 1)]).toEqual([true, false, true])
      await expect.poll(() => lead('b', 60_000)).toBe(true)
      expect(await lead('a', 60_000)).toBe(false)
    })

    it('[WH8] a change writes what it names and leaves what others wrote', async () => {
      const hook = endpoint()
      const op = { tenant: TENANT, id: hook.id }
      await store().saveWebhook(hook)
      await store().noteHealth({ ...op, failingSince: at(), pausedFor: 'it answered 410' })
      const paused = { ...hook, state: 'paused', reason: 'it answered 410', failingSince: at() }
      const kinds: Webhook['kinds'] = ['message.created', 'conversation.resolved']
      expect(await store().changeWebhook({ ...op, content: false, kinds })).toEqual({
        ...paused,
        content: false,
        kinds,
      })
      // Together: each says what is new, and all of it stays.
      await Promise.all([
        store().changeWebhook({ ...op, url: 'https://shop.example/新' }),
        store().changeWebhook({ ...op, content: true }),
        store().changeWebhook({ ...op, rotation: { secret: 'whsec_two', oldUntil: at(1) } }),
      ])
      const moved = { ...paused, url: 'https://shop.example/新', kinds }
      const two = [{ secret: 'whsec_two' }, { secret: 'whsec_one', until: at(1) }]
      expect(await store().webhooks(TENANT)).toEqual([{ ...moved, secrets: two }])
      const three = [{ secret: 'whsec_three' }, { secret: 'whsec_two', until: later }]
      const { reason: _, failingSince: _since, ...well } = moved
      expect(
        await store().changeWebhook({
          ...op,
          state: { is: 'active' },
          rotation: { secret: 'whsec_three', oldUntil: later },
        }),
      ).toEqual({ ...well, state: 'active', secrets: three })
      const byHand = await store().changeWebhook({ ...op, state: { is: 'paused', reason: 'paused by hand' } })
      expect(byHand).toEqual({ ...well, state: 'paused', reason: 'paused by hand', secrets: three })
      expect(await store().changeWebhook({ ...op, tenant: 'other', content: false })).toBeUndefined()
      expect(await store().changeWebhook({ ...op, id: 'none', content: false })).toBeUndefined()
      await under.reopen()
      expect(await store().webhooks(TENANT)).toEqual([byHand])
    })

    const claim = (fingerprint: string, more = {}) =>
      store().claimKey({
        tenant: TENANT,
        caller: 'service/crm',
        key: 'k-1',
        fingerprint,
        at: at(),
        forgetBefore: at(-DAY_MS),
        ...more,
      })

    it('[IK1] all claims of a key are given the first one, also after a restart', async () => {
      const given = await Promise.all(Array.from({ length: MANY }, (_, n) => claim(`body ${n}`)))
      expect(new Set(given).size).toBe(1)
      await under.reopen()
      expect(await claim('another')).toBe(given[0])
    })

    it('[IK2] nothing of another tenant or caller', async () => {
      await claim('ours')
      expect(await claim('theirs', { tenant: 'other' })).toBe('theirs')
      expect(await claim('his', { caller: 'customer/lin' })).toBe('his')
      expect(await claim('again')).toBe('ours')
    })

    it('[IK3] a key that is old enough can be used anew', async () => {
      await claim('old')
      expect(await claim('new', { forgetBefore: at() })).toBe('old')
      expect(await claim('new', { forgetBefore: at(1), at: at(2) })).toBe('new')
    })
  })
}
