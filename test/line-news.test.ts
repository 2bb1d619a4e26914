import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createLineNews, LINES_A_TICK } from '../src/conversation/line-news.ts'
import type { Conversation } from '../src/domain/conversation.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const conversation = (id: string, head = 1) => ({ id, head }) as Conversation
const bench = () => {
  const told: string[] = []
  const lines = createLineNews(({ id, head }) => void told.push(`${id}:${head}`))
  return { lines, told: () => told.splice(0) }
}

it('a line of several messages is told once, as it stands when it is told', () => {
  const { lines, told } = bench()
  lines.soon(conversation('a', 1))
  vi.advanceTimersByTime(300)
  lines.soon(conversation('a', 2))
  expect(told()).toEqual([])
  vi.advanceTimersByTime(125)
  expect(told()).toEqual(['a:2'])
  vi.advanceTimersByTime(5_000)
  expect(told(), 'and not again').toEqual([])
  lines.soon(conversation('a', 3))
  vi.advanceTimersByTime(425)
  expect(told()).toEqual(['a:3'])
})

it('of a crowd so many lines are told at a time, the longest waiting first, and none is lost', () => {
  const { lines, told } = bench()
  const ids = Array.from({ length: 3 * LINES_A_TICK }, (_, n) => `c${n}`)
  for (const id of ids) lines.soon(conversation(id))
  // Busy ones keep their place.
  for (const id of ids.slice(0, LINES_A_TICK)) lines.soon(conversation(id, 2))
  const turns: string[][] = []
  for (let n = 0; n < 100; n++) {
    vi.advanceTimersByTime(25)
    const now = told()
    if (now.length > 0) turns.push(now)
  }
  expect(turns.map((turn) => turn.length)).toEqual([LINES_A_TICK, LINES_A_TICK, LINES_A_TICK])
  expect(turns.flat().map((line) => line.split(':')[0])).toEqual(ids)
})

it('what was told otherwise is not told, nor anything after the end', () => {
  const { lines, told } = bench()
  lines.soon(conversation('a'))
  lines.soon(conversation('b'))
  lines.drop('a')
  vi.advanceTimersByTime(1_000)
  expect(told()).toEqual(['b:1'])
  lines.soon(conversation('c'))
  lines.close()
  vi.advanceTimersByTime(1_000)
  expect(told()).toEqual([])
})

it('what a line is told from is as it was said last, fields that went included, and nobody else’s object is changed', () => {
  const told: Conversation[] = []
  const lines = createLineNews((line) => void told.push(line))
  const first = {
    ...conversation('a'),
    state: 'queued',
    queuedAt: '2026-03-01T09:00:00.000Z',
    misses: 1,
  } as Conversation
  const then = { ...conversation('a', 2), state: 'assigned', assignee: 'ann', misses: 1 } as Conversation
  const [before, after] = [structuredClone(first), structuredClone(then)]
  lines.soon(first)
  lines.soon(then)
  vi.advanceTimersByTime(425)
  lines.soon({ ...conversation('a', 3), state: 'resolved' } as Conversation)
  expect(told).toEqual([after])
  expect([first, then]).toEqual([before, after])
})

it('a line that waits keeps one object, however many messages come', () => {
  const told: Conversation[] = []
  const lines = createLineNews((line) => void told.push(line))
  const given = Array.from({ length: 5 }, (_, n) => conversation('a', n))
  for (const one of given) lines.soon(one)
  vi.advanceTimersByTime(425)
  expect(told).toEqual([conversation('a', 4)])
  expect(given, 'those of the messages may go').not.toContain(told[0])
})
