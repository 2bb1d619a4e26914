import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contiguousTo, emptyTranscript, gapIn, joined } from '../src/client/transcript.ts'
import type { LogEvent } from '../src/domain/message.ts'
import { createHistory } from '../src/web/shared/history.ts'

const at = (seq: number, more: Partial<LogEvent> = {}): LogEvent => ({
  conversation: 'c1',
  epoch: 'e1',
  seq,
  at: '2026-11-22T08:00:00.000Z',
  from: { role: 'customer', id: 'demo', name: '林晓' },
  kind: 'text',
  text: `第 ${seq} 条`,
  ...more,
})
const seqs = (events: readonly LogEvent[]) => events.map(({ seq }) => seq)

describe('transcript', () => {
  it('[W2] has each seq once and in order, however the events arrive', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 6 }), { maxLength: 6 }),
        (batches) => {
          const transcript = batches.reduce(
            (so, batch) =>
              joined(
                so,
                batch.map((seq) => at(seq)),
              ),
            emptyTranscript('c1'),
          )
          const expected = [...new Set(batches.flat())].sort((a, b) => a - b)
          expect(seqs(transcript.events)).toEqual(expected)
          expect(transcript.head).toBe(expected.at(-1) ?? 0)
        },
      ),
    )
  })

  it('finds the gap nearest the end', () => {
    const transcript = joined(emptyTranscript('c1'), [at(3), at(4), at(8), at(9), at(12)])
    expect(gapIn(transcript)).toEqual({ after: 9, limit: 2 })
    expect(gapIn(joined(transcript, [at(10), at(11)]))).toEqual({ after: 4, limit: 3 })
    expect(gapIn({ ...joined(emptyTranscript('c1'), [at(5)]), head: 9 })).toEqual({ after: 5, limit: 4 })
    expect(contiguousTo(transcript)).toBe(4)
  })

  it('[W5] takes the words of a recalled message, whichever comes first', () => {
    const recall = at(3, { kind: 'recall', target: 1 })
    for (const order of [
      [at(1), at(2), recall],
      [recall, at(1), at(2)],
    ]) {
      const transcript = order.reduce((so, event) => joined(so, [event]), emptyTranscript('c1'))
      expect(transcript.events[0]).toMatchObject({ seq: 1, recalled: true })
      expect(transcript.events[0]).not.toHaveProperty('text')
      expect(transcript.events[1]?.text).toBe('第 2 条')
    }
  })

  it('[W5] blanks what a rollback undid, and nothing after it', () => {
    const transcript = joined(emptyTranscript('c1'), [
      at(1),
      at(2),
      at(3),
      at(4, { kind: 'rollback', toSeq: 1 }),
      at(5),
    ])
    expect(transcript.events.map(({ rolledBack }) => rolledBack ?? false)).toEqual([false, true, true, false, false])
    expect(transcript.events.map(({ text }) => text !== undefined)).toEqual([true, false, false, true, true])
  })

  it('[W4] starts anew when the log was restored under another epoch', () => {
    const before = joined(emptyTranscript('c1'), [at(1), at(2), at(3)])
    const after = joined(before, [at(1, { epoch: 'e2', text: 'hello' })])
    expect(seqs(after.events)).toEqual([1])
    expect(after).toMatchObject({ epoch: 'e2', head: 1 })
  })
})

describe('history', () => {
  const serverWith = (head: number) => {
    const asked: [number, number][] = []
    const fetchPage = async (after: number, limit: number) => {
      asked.push([after, limit])
      const events = Array.from({ length: Math.max(0, Math.min(limit, head - after)) }, (_, i) => at(after + i + 1))
      return { conversation: 'c1', epoch: 'e1', head, events }
    }
    return { asked, fetchPage }
  }

  it('reads the last stretch, and what a live event left out', async () => {
    const { asked, fetchPage } = serverWith(530)
    const history = createHistory('c1', fetchPage)
    await history.load(500)
    expect(history.transcript.value.events.at(0)?.seq).toBe(301)
    expect(history.transcript.value.events.at(-1)?.seq).toBe(530)
    expect(asked).toEqual([
      [300, 200],
      [500, 30],
    ])
    await history.earlier()
    expect(seqs(history.transcript.value.events)).toEqual(Array.from({ length: 430 }, (_, i) => i + 101))
  })

  it('fills the hole in front of a live event', async () => {
    const { fetchPage } = serverWith(9)
    const history = createHistory('c1', fetchPage)
    history.add([at(1), at(2)])
    history.add([at(7)])
    await expect.poll(() => seqs(history.transcript.value.events)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('says so when the log cannot be read, and does not ask for ever', async () => {
    const broken = createHistory('c1', async () => Promise.reject(new Error('down')))
    await broken.load(5)
    expect(broken.state.value).toBe('failed')
    let calls = 0
    const empty = createHistory('c1', async () => {
      calls += 1
      return { conversation: 'c1', epoch: 'e1', head: 9, events: [] }
    })
    empty.add([at(1), at(9)])
    await expect.poll(() => empty.state.value).toBe('ready')
    expect(calls).toBe(1)
  })
})
