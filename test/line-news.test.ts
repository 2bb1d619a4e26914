import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createLineNews, LINES_A_TICK } from '../src/conversation/line-news.ts'
import type { Conversation } from '../src/domain/conversation.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const conversation = (id: string, head = 1, tenant = 't') => ({ id, head, tenant }) as Conversation
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
  lines.drop(conversation('a'))
  vi.advanceTimersByTime(1_000)
  expect(told()).toEqual(['b:1'])
  lines.soon(conversation('c'))
  lines.close()
  vi.advanceTimersByTime(1_000)
  expect(told()).toEqual([])
})

it('the rush of one tenant does not keep the others waiting', () => {
  const { lines, told } = bench()
  for (let n = 0; n < 20 * LINES_A_TICK; n++) lines.soon(conversation(`r${n}`, 1, 'rush'))
  lines.soon(conversation('a', 1, 'calm'))
  lines.soon(conversation('b', 1, 'calm'))
  vi.advanceTimersByTime(400)
  const first = told()
  expect(first).toHaveLength(LINES_A_TICK)
  expect(first.slice(0, 4)).toEqual(['r0:1', 'a:1', 'r1:1', 'b:1'])
  vi.advanceTimersByTime(25 * 20)
  expect(told(), 'and the rush is told to its end').toHaveLength(19 * LINES_A_TICK + 2)
})
