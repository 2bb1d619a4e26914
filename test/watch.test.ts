import { expect, it } from 'vitest'
import type { Suggestion } from '../src/domain/record.ts'
import type { Connection } from '../src/gateway/connection.ts'
import { createFrames } from '../src/gateway/frames.ts'
import { createHub } from '../src/gateway/hub.ts'
import type { ConversationView, DeskWork, Support } from '../src/ports/support.ts'

const SUGGESTION = { id: 's1', text: '亲，明天就到哦' } as Suggestion

/** An agent's connection that keeps what it was told. */
const agent = (): Connection & { told: string[] } => {
  const told: string[] = []
  return {
    principal: { sub: 'ann', role: 'agent', tenant: 'default', name: 'Ann', exp: 0 },
    staff: true,
    watched: new Set<string>(),
    told,
    reached: () => undefined,
    send: (frame: { type: string }) => void told.push(frame.type),
    deliver: (_: string, text: string) => void told.push((JSON.parse(text) as { type: string }).type),
  } as unknown as Connection & { told: string[] }
}

const open = (view: Support['view']) => {
  const hub = createHub()
  const connection = agent()
  hub.join(connection)
  const frames = createFrames({
    support: { view } as unknown as Support & DeskWork,
    hub,
    hello: async () => undefined,
    presence: () => undefined,
    agentName: () => undefined,
    durability: 'local',
    newCid: () => '',
  })
  const publish = (): void =>
    hub.publish({
      tenant: 'default',
      conversation: 'c1',
      customer: 'mei',
      type: 'suggestion',
      messageSeq: 1,
      suggestions: [SUGGESTION],
    })
  return { connection, publish, watch: () => frames.watch(connection, { conversation: 'c1' }) }
}

it('a suggestion that comes while the conversation is looked up reaches who asked to watch it', async () => {
  const { connection, publish, watch } = open(async () => {
    publish()
    return {
      conversation: { head: 3 },
      status: { state: 'queued' },
      summary: {},
      card: undefined,
      messageSeq: 0,
      suggestions: [],
    } as never as ConversationView
  })
  await watch()
  expect(connection.told.sort()).toEqual(['status', 'suggestion'])
})

it('who may not see a conversation does not watch it, and who watched it before still does', async () => {
  const { connection, publish, watch } = open(async () => {
    throw new Error('not found')
  })
  await expect(watch()).rejects.toThrow('not found')
  publish()
  expect(connection.told).toEqual([])
  connection.watched.add('c1')
  await expect(watch()).rejects.toThrow('not found')
  publish()
  expect(connection.told).toEqual(['suggestion'])
})
