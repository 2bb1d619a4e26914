import { expect, it } from 'vitest'
import { type AnnouncerParts, createAnnouncer } from '../src/conversation/announcer.ts'
import type { Conversation } from '../src/domain/conversation.ts'
import type { LogEvent } from '../src/domain/message.ts'

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

it('the line shows the last message and nothing of the one before it: words, a file, a message taken back', async () => {
  const announcer = createAnnouncer(parts(() => Promise.reject(new Error('all is known'))))
  let seq = 0
  const say = async (more: object) => {
    seq += 1
    const event = { conversation: 'c1', seq, at: `10:0${seq}`, kind: 'text', from: { role: 'customer' }, ...more }
    announcer.event(conversation, event as LogEvent)
    const { lastAt, lastText, lastGone } = await announcer.summary(conversation)
    return { lastAt, lastText, lastGone }
  }
  const shown = [
    await say({ text: '我的快递到哪了' }),
    await say({ kind: 'image', attachment: { name: 'a.jpg' } }),
    await say({ text: 'where is it' }),
    await say({ recalled: true }),
    await say({ text: '收到了' }),
  ]
  expect(shown).toEqual([
    { lastAt: '10:01', lastText: '我的快递到哪了', lastGone: undefined },
    { lastAt: '10:02', lastText: undefined, lastGone: 'file' },
    { lastAt: '10:03', lastText: 'where is it', lastGone: undefined },
    { lastAt: '10:04', lastText: undefined, lastGone: 'recalled' },
    { lastAt: '10:05', lastText: '收到了', lastGone: undefined },
  ])
  announcer.close()
})
