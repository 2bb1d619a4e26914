import { expect, it } from 'vitest'
import { type AnnouncerParts, createAnnouncer } from '../src/conversation/announcer.ts'
import type { Conversation } from '../src/domain/conversation.ts'

const parts = (events: () => Promise<unknown>): AnnouncerParts =>
  ({
    publish: () => undefined,
    store: { events },
    desk: { status: () => ({ state: 'bot' }), isDeserted: () => false },
    promised: () => undefined,
  }) as unknown as AnnouncerParts
const conversation = { id: 'c1', tenant: 'default', head: 1 } as Conversation
const pageOf = (text?: string) => ({
  events: [{ conversation: 'c1', seq: 1, kind: 'text', from: { role: 'customer' }, text }],
})

it('words that are erased while they are read for the inbox are not remembered', async () => {
  let read: (page: unknown) => void = () => undefined
  const announcer = createAnnouncer(parts(() => new Promise((resolve) => (read = resolve))))
  const before = announcer.summary(conversation)
  read(pageOf('地址是文三路 90 号'))
  expect(await before).toMatchObject({ lastText: '地址是文三路 90 号' })
  announcer.forget('c1')
  const amid = announcer.summary(conversation)
  announcer.forget('c1')
  read(pageOf('地址是文三路 90 号'))
  expect(await amid).not.toHaveProperty('lastText')
  const after = announcer.summary(conversation)
  read(pageOf())
  expect(await after).not.toHaveProperty('lastText')
})
