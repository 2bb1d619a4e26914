import { expect, it } from 'vitest'
import type { Announcer } from '../src/conversation/announcer.ts'
import { createFollower, type Follower } from '../src/conversation/follow.ts'
import type { Conversation } from '../src/domain/conversation.ts'
import type { Notice } from '../src/domain/notice.ts'

/** A process that follows the log: what its sockets are told, and how often it hints to the others. */
const startProcess = () => {
  const told: string[] = []
  let hints = 0
  let time = 0
  let follower: Follower | undefined
  const tell =
    (what: 'changed' | 'marked') =>
    (conversation: Conversation): void => {
      told.push(what)
      follower?.noticed(statusOf(conversation, what))
    }
  const announcer = { changed: tell('changed'), marked: tell('marked') }
  follower = createFollower({
    bus: { changed: () => void hints++, tell: () => undefined, eventsAbove: async () => new Map() },
    announcer: announcer as unknown as Announcer,
    openSuggestions: {} as never,
    lookUpCard: (async () => undefined) as never,
    publish: () => undefined,
    isWatched: () => false,
    forget: () => undefined,
    unlearned: () => undefined,
    erased: (tenant, id) => void told.push(`words of ${tenant} in ${id} are forgotten`),
    clock: () => ++time,
    onError: (error) => {
      throw error
    },
  })
  const { changed } = follower
  return {
    told,
    announcer,
    hints: () => hints,
    poll: (conversation: Conversation, more: { erasedAt?: string } = {}) =>
      changed([{ conversation, ...more }], ++time),
  }
}
const statusOf = (conversation: Conversation, what: 'changed' | 'marked'): Notice =>
  ({
    ...{ type: 'status', tenant: 'default', conversation: conversation.id, customer: 'lin' },
    ...{ status: { state: conversation.state }, summary: conversation },
    ...(what === 'marked' && { news: true }),
  }) as unknown as Notice

const held = { id: 'c1', tenant: 'default', state: 'assigned', assignee: 'ann', head: 0 } as Conversation
const tagged: Conversation = { ...held, marks: { tags: ['退款'] } }

it('a mark is told agents once by each process, and customers by none', async () => {
  const [here, there] = [startProcess(), startProcess()]
  here.announcer.changed(held)
  await there.poll(held)
  expect([here.told, there.told]).toEqual([['changed'], ['changed']])
  const before = here.hints()
  here.announcer.marked(tagged)
  expect(here.hints()).toBe(before + 1)
  for (const process of [here, there, here, there]) await process.poll(tagged)
  expect([here.told, there.told]).toEqual([
    ['changed', 'marked'],
    ['changed', 'marked'],
  ])
  // Who takes it over is told everybody, marks or not.
  await there.poll({ ...tagged, assignee: 'bob', marks: { tags: ['vip'] } })
  expect(there.told.at(-1)).toBe('changed')
})

it('news that is older than where a conversation stands keeps nobody from hearing of that', async () => {
  const here = startProcess()
  here.announcer.changed(held)
  const resolved: Conversation = { ...tagged, state: 'resolved' }
  here.announcer.marked(resolved)
  await here.poll(resolved)
  expect(here.told).toEqual(['changed', 'marked', 'changed'])
})

it('what another process erased is forgotten here once each time, before it is told of, also where nobody here has met it', async () => {
  const here = startProcess()
  await here.poll(held)
  expect(here.told).toEqual(['changed'])
  const forgotten = 'words of default in c1 are forgotten'
  for (let look = 0; look < 2; look++) await here.poll(tagged, { erasedAt: '2026-11-22T08:00:00Z' })
  expect(here.told).toEqual(['changed', forgotten, 'marked'])
  // It went on, and was erased again.
  await here.poll(tagged, { erasedAt: '2026-11-22T09:00:00Z' })
  expect(here.told.slice(3)).toEqual([forgotten])
  await here.poll({ ...held, id: 'c2' }, { erasedAt: '2026-11-22T09:00:00Z' })
  expect(here.told.slice(4)).toEqual(['words of default in c2 are forgotten', 'changed'])
})
