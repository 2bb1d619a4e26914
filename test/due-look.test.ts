import { expect, it } from 'vitest'
import { withDeskWork } from '../src/conversation/desk-work.ts'
import { createDueLook } from '../src/conversation/due-look.ts'
import type { Conversation, ConversationMove } from '../src/domain/conversation.ts'
import type { LaterReply } from '../src/domain/desk-marks.ts'
import { type ErrorCode, Refusal } from '../src/domain/errors.ts'
import type { MessageToSend, Support } from '../src/ports/support.ts'

const DUE = '2026-01-05T08:00:00.000Z'
const NOW = new Date('2026-01-05T08:00:01.000Z')
const reply = (cid: string): LaterReply => ({ cid, text: `包裹今天到 ${cid}`, by: 'ann', byName: 'Ann', dueAt: DUE })
const waiting = (id: string, later: LaterReply[]) =>
  ({ id, tenant: 'default', marks: { later, snooze: { until: DUE, by: 'ann' } } }) as Conversation

/** One look over `due`; sending a cid of `refusals` is refused with its code. */
const looked = async (due: Conversation[], refusals: Record<string, ErrorCode>) => {
  const sent: MessageToSend[] = []
  const moves: ConversationMove[] = []
  const errors: unknown[] = []
  const look = createDueLook({
    store: {
      due: async () => due,
      move: async ({ move }) => {
        moves.push(move)
        return due[0] as Conversation
      },
    },
    announcer: { marked: () => {} },
    send: async (_by, message) => {
      const code = refusals[message.cid]
      if (code !== undefined) throw new Refusal(code, `refused ${code}`)
      sent.push(message)
      return { dup: false } as never
    },
    now: () => NOW,
    onError: (error) => errors.push(error),
  })
  await look()
  return { sent, moves, errors }
}

it('a kept reply that can never be sent is held with its reason, and what comes after it goes on', async () => {
  const { sent, moves, errors } = await looked([waiting('c1', [reply('a'), reply('b')])], { a: 'cid_reuse' })
  expect(sent).toMatchObject([{ cid: 'b', keptFor: DUE }])
  expect(moves).toEqual([
    { type: 'holdReply', cid: 'a' },
    { type: 'wake', why: 'time' },
  ])
  expect(errors).toHaveLength(1)
})

it('one that does not wait any more is left alone, and one that may go out later is tried again in its order', async () => {
  const gone = await looked([waiting('c1', [reply('a'), reply('b')])], { a: 'conversation.move' })
  expect(gone.sent).toMatchObject([{ cid: 'b' }])
  expect([gone.moves, gone.errors]).toEqual([[{ type: 'wake', why: 'time' }], []])
  const full = await looked([waiting('c1', [reply('a'), reply('b')])], { a: 'storage.full' })
  expect([full.sent, full.moves, full.errors.length]).toEqual([[], [], 1])
})

it.each([
  ['NUL', '稍后\0跟进'],
  ['half a surrogate pair', 'later \ud83d'],
  ['nothing to be seen', '\u200b\u2060 \ufeff'],
])('a reply with %s is refused when it is kept, not at its time', async (_what, text) => {
  const conversation = { id: 'c1', tenant: 'default', state: 'assigned', assignee: 'ann' } as Conversation
  const moves: ConversationMove[] = []
  const store = {
    conversation: async () => conversation,
    move: async ({ move }: { move: ConversationMove }) => {
      moves.push(move)
      return conversation
    },
  }
  const work = withDeskWork({} as Support, {
    store: store as never,
    announcer: { marked: () => {} } as never,
    colleagues: () => [],
    now: () => NOW,
    onError: () => {},
  })
  const ann = { sub: 'ann', name: 'Ann', role: 'agent', tenant: 'default', exp: 0 } as const
  const keep = (words: string) =>
    work.keepReply(ann, { conversation: 'c1', cid: 'a', text: words, at: '2026-01-05T09:00:00.000Z' })
  await expect(keep(text)).rejects.toMatchObject({ code: 'bad_input', field: 'text' })
  expect(moves).toEqual([])
  await keep('稍后跟进 🙂')
  expect(moves).toMatchObject([{ type: 'keepReply' }])
})
