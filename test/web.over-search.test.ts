import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ConversationsPage } from '../src/client/wire.ts'
import type { ConversationSummary } from '../src/domain/notice.ts'
import { createOverSearch } from '../src/web/console/over-search.ts'

const row = (conversation: string) => ({ conversation }) as ConversationSummary

describe('words among what is over', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const bench = (answer: (words: string, after: string | undefined) => Promise<ConversationsPage>) => {
    const asked: string[] = []
    const found: string[] = []
    const search = createOverSearch({
      fetchPage: (words, after) => {
        asked.push(`${words} ${after ?? 'newest'}`)
        return answer(words, after)
      },
      found: (rows) => void found.push(...rows.map(({ conversation }) => conversation)),
    })
    const settled = () => vi.advanceTimersByTimeAsync(1_000)
    return { asked, found, search, settled }
  }

  it('are looked for to the end by pressing on, each stretch once', async () => {
    const last = 12
    const { asked, found, search, settled } = bench(async (_, after) => {
      const at = Number(after ?? 0) + 1
      return { conversations: at === last ? [row('k4')] : [], ...(at < last && { next: String(at) }) }
    })
    search.lookFor('发票')
    await settled()
    expect(search.state.value).toBe('more')
    while (search.state.value === 'more') {
      search.on()
      await settled()
    }
    expect(search.state.value).toBe('end')
    expect(found).toEqual(['k4'])
    expect(asked).toHaveLength(last)
    expect(new Set(asked).size).toBe(last)
    search.on()
    await settled()
    expect(asked, 'nothing is older').toHaveLength(last)
  })

  it('are asked for once they stand still, and what was found for others is dropped', async () => {
    let release = (): void => undefined
    const { asked, found, search, settled } = bench(async (words) => {
      if (words === '发')
        await new Promise<void>((resolve) => {
          release = resolve
        })
      return { conversations: [row(words)] }
    })
    search.lookFor('f')
    search.lookFor('发')
    await settled()
    expect(asked).toEqual(['发 newest'])
    search.lookFor('发票')
    await settled()
    release()
    await settled()
    expect(found).toEqual(['发票'])
    expect(search.state.value).toBe('end')
    search.lookFor(' ')
    expect(search.state.value).toBe('idle')
  })

  it('go on where the line broke', async () => {
    let works = true
    const { asked, search, settled } = bench(async (_, after) => {
      if (!works) throw new Error('offline')
      works = after !== undefined
      return { conversations: [], ...(after === undefined && { next: 'p2' }) }
    })
    search.lookFor('发票')
    await settled()
    expect(search.state.value).toBe('failed')
    works = true
    search.on()
    await settled()
    expect(search.state.value).toBe('end')
    expect(asked).toEqual(['发票 newest', '发票 p2', '发票 p2'])
  })
})
