import { describe, expect, it, vi } from 'vitest'
import type { Article } from '../src/domain/article.ts'
import { Refusal } from '../src/domain/errors.ts'
import type { LibraryStatus } from '../src/domain/library.ts'
import { createLibrary, type LibraryParts } from '../src/knowledge/library.ts'
import { createWords } from '../src/knowledge/words.ts'
import { articleOf } from './helpers/articles.ts'

const CONCEPTS = [
  /退款|退钱|refund|money back/i,
  /快递|包裹|parcel|package/i,
  /发票|invoice|receipt/i,
  /优惠|券|coupon|discount/i,
]

/** Meaning by a few words of both languages, and a little of every letter so that no two texts are the same. */
const meaning = (text: string): Float32Array => {
  const vector = new Float32Array(12).fill(0.3)
  for (const [i, concept] of CONCEPTS.entries()) if (concept.test(text)) vector[i] = 2
  for (const character of text)
    vector[4 + ((character.codePointAt(0) as number) % 8)] = 0.3 + 0.05 * ((character.codePointAt(0) as number) % 5)
  return vector
}
const embed = async (texts: readonly string[]): Promise<Float32Array[]> => texts.map(meaning)
const words = createWords()
const at = new Date('2026-11-22T00:00:00Z')

const asked = (id: string, zh: string[], en: string[], more: Partial<Omit<Article, 'version'>> = {}): Article =>
  articleOf(id, { title: { zh: zh[0] ?? en[0] ?? '', en: en[0] ?? zh[0] ?? '' }, questions: { zh, en }, ...more })

const ARTICLES = [
  asked(
    'refund-status',
    ['退款什么时候到账', '钱怎么还没退回来'],
    ['where is my refund', 'when do i get my money back'],
  ),
  asked('track-parcel', ['我的快递到哪了', '包裹怎么还没到'], ['where is my parcel', 'track my package']),
  asked('invoice-how-to', ['怎么开发票', '电子发票在哪下载'], ['how to get an invoice', 'i need a receipt'], {
    answers: {
      zh: [{ text: '在“我的 › 发票”里申请，{{shop.invoiceHours}} 小时内开好，抬头可改。' }],
      en: [{ text: 'Apply under Me › Invoices.' }],
    },
  }),
]

const libraryOf = async (articles: readonly Article[], parts: Partial<LibraryParts> = {}) => {
  const library = createLibrary({ words, embed, ...parts })
  await library.replace(articles, { invoiceHours: { zh: '24', en: '24' } })
  await library.settled()
  return library
}
const query = (
  text: string,
  language: 'zh' | 'en' = 'zh',
  more: { vector?: Float32Array; top?: number; at?: Date } = {},
) => ({ text, language, top: 5, at, ...more })
const meant = (text: string, language: 'zh' | 'en' = 'zh') => query(text, language, { vector: meaning(text) })

describe('searching the library', () => {
  it('finds by words, by meaning, and by both, in either language', async () => {
    const { search } = await libraryOf(ARTICLES)
    expect(search(query('快递到哪了'))[0]).toMatchObject({
      article: 'track-parcel',
      language: 'zh',
      text: '我的快递到哪了',
    })
    expect(search(query('track package', 'en'))[0]).toMatchObject({ article: 'track-parcel', text: 'track my package' })
    expect(search(meant('退钱'))[0]).toMatchObject({
      article: 'refund-status',
      intent: 'refund_status',
      language: 'zh',
    })
    expect(search(meant('money back please', 'en'))[0]).toMatchObject({ article: 'refund-status', language: 'en' })
  })

  it('says lexical and semantic evidence, a score of 0 to 1, and no semantic one without a vector', async () => {
    const { search } = await libraryOf(ARTICLES)
    for (const hit of search(meant('我的快递到哪了'))) {
      expect(hit.score).toBeGreaterThan(0)
      expect(hit.score).toBeLessThanOrEqual(1)
      expect(Math.abs(hit.semantic ?? 2)).toBeLessThanOrEqual(1.000001)
    }
    const exact = search(meant('我的快递到哪了'))[0]
    expect(exact?.semantic).toBeCloseTo(1, 4)
    expect(exact?.lexical).toBeGreaterThan(0)
    expect(search(query('我的快递到哪了'))[0]).not.toHaveProperty('semantic')
  })

  it('counts an article once and gives the best first, at most `top`', async () => {
    const { search } = await libraryOf(ARTICLES)
    const hits = search(meant('退款 快递 发票'))
    expect(new Set(hits.map(({ article }) => article)).size).toBe(hits.length)
    expect(hits.map(({ score }) => score)).toEqual(hits.map(({ score }) => score).toSorted((a, b) => b - a))
    expect(search({ ...meant('退款 快递 发票'), top: 1 })).toHaveLength(1)
    expect(search({ ...meant('退款'), top: 0 })).toEqual([])
  })

  it('finds what stands only in an answer, facts of the shop filled in', async () => {
    const { search } = await libraryOf(ARTICLES)
    expect(search(query('抬头'))[0]).toMatchObject({
      article: 'invoice-how-to',
      text: expect.stringContaining('24 小时内开好'),
    })
  })

  it('crosses languages where there is no article in the customer’s, and prefers the one that there is', async () => {
    const english = asked('english-only', [], ['can i use a coupon abroad'], {
      answers: { zh: [], en: [{ text: 'Yes.' }] },
    })
    const { search, replace, settled } = await libraryOf([...ARTICLES, english])
    expect(search(meant('优惠券'))[0]).toMatchObject({ article: 'english-only', language: 'en' })
    const chinese = asked('chinese-too', ['can i use a coupon abroad'], [], {
      answers: { zh: [{ text: '可以。' }], en: [] },
    })
    await replace([...ARTICLES, english, chinese])
    await settled()
    const order = (language: 'zh' | 'en') =>
      search({ ...meant('can i use a coupon abroad'), language }).map(({ article }) => article)
    expect(order('zh').slice(0, 2)).toEqual(['chinese-too', 'english-only'])
    expect(order('en').slice(0, 2)).toEqual(['english-only', 'chinese-too'])
  })

  it('leaves out what is off, or not valid at the time', async () => {
    const sale = asked('sale', ['双11优惠券怎么领'], ['singles day coupon'], {
      validFrom: '2026-11-01T00:00:00+08:00',
      validTo: '2026-11-12T00:00:00+08:00',
    })
    const off = asked('off', ['优惠券叠加'], ['stack coupons'], { mode: 'off' })
    const { search, article } = await libraryOf([...ARTICLES, sale, off])
    const found = (moment: string) => search({ ...meant('优惠券'), at: new Date(moment) }).map(({ article }) => article)
    expect(found('2026-10-31T15:59:59Z')).not.toContain('sale')
    expect(found('2026-10-31T16:00:00Z')).toContain('sale')
    expect(found('2026-11-11T15:59:59Z')).toContain('sale')
    expect(found('2026-11-11T16:00:00Z')).not.toContain('sale')
    expect(found('2026-11-05T00:00:00Z')).not.toContain('off')
    expect(article('off')).toBeDefined()
  })

  it('still fills its hits when most of the library is out of date', async () => {
    const old = Array.from({ length: 60 }, (_, i) =>
      asked(`old-${i}`, [`优惠券 ${i}`, `打折 ${i} 优惠`], [`coupon ${i}`], { validTo: '2020-01-01T00:00:00Z' }),
    )
    const { search } = await libraryOf([
      ...old,
      ...ARTICLES,
      asked('coupon-now', ['优惠怎么用'], ['how do discounts work']),
    ])
    expect(search(meant('优惠券'))[0]?.article).toBe('coupon-now')
  })

  it('holds an article with one question no lower than one with many', async () => {
    const many = asked(
      'many',
      ['发票抬头怎么改', '改发票', '发票写错了', '发票换抬头', '发票重开'],
      ['change my invoice'],
    )
    const single = asked('single', ['发票能补开吗'], [])
    const { search } = await libraryOf([many, single])
    expect(search(meant('发票能补开吗'))[0]?.article).toBe('single')
  })

  it('of nothing finds nothing', async () => {
    const { search, status } = createLibrary({ words })
    expect(search(meant('退款'))).toEqual([])
    expect(status()).toMatchObject({ state: 'empty', articles: 0 })
    const empty = await libraryOf([])
    expect(empty.search(meant('退款'))).toEqual([])
    expect(empty.status().state).toBe('empty')
    const untitled = await libraryOf([
      articleOf('bare', { title: { zh: '', en: '' }, answers: { zh: [{ text: '{{order.eta}}' }], en: [] } }),
      ...ARTICLES,
    ])
    expect(untitled.search(meant('退款'))[0]?.article).toBe('refund-status')
  })
})

describe('replacing the library', () => {
  it('can be searched by words at once, by meaning when the vectors are there', async () => {
    let release = (): void => {}
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    const seen: LibraryStatus[] = []
    const library = createLibrary({
      words,
      embed: async (texts) => {
        await gate
        return embed(texts)
      },
      onChange: (status) => seen.push(status),
    })
    await library.replace(ARTICLES)
    expect(library.status()).toMatchObject({ state: 'building', articles: 3, embedded: 0 })
    expect(library.search(query('快递到哪了'))[0]?.article).toBe('track-parcel')
    expect(library.search(meant('退钱'))).toEqual([])
    release()
    await library.settled()
    expect(library.status()).toMatchObject({ state: 'ready', articles: 3, embedded: 12 })
    expect(library.search(meant('退钱'))[0]?.article).toBe('refund-status')
    expect(seen.map(({ state }) => state)).toEqual(['building', 'ready'])
  })

  it('embeds only what is new', async () => {
    const asking = vi.fn(embed)
    const library = await libraryOf(ARTICLES, { embed: asking })
    asking.mockClear()
    await library.replace([...ARTICLES, asked('new', ['门店在哪'], ['where is the store'])])
    await library.settled()
    expect(asking.mock.calls.flatMap(([texts]) => texts).toSorted()).toEqual(
      ['where is the store', '门店在哪'].toSorted(),
    )
    expect(library.search(meant('退钱'))[0]?.article).toBe('refund-status')
  })

  it('is overtaken by a later one', async () => {
    const library = createLibrary({ words, embed })
    const first = library.replace(ARTICLES)
    const second = library.replace([ARTICLES[0] as Article])
    await Promise.all([first, second])
    await library.settled()
    expect(library.articles()).toEqual([ARTICLES[0]])
    expect(library.status()).toMatchObject({ state: 'ready', articles: 1 })
  })

  it('searches texts in their normalised form and shows them as written', async () => {
    const { search } = await libraryOf([asked('refund', ['我要退款！！'], ['REFUND me'])], {
      normalise: (text) => text.toLowerCase().replaceAll('！', ''),
    })
    expect(search(query('退款'))[0]?.text).toBe('我要退款！！')
  })

  it('goes on by words when the encoder is down, says why, and embeds when it is back', async () => {
    let down = true
    const asking = vi.fn(async (texts: readonly string[]) => {
      if (down) throw new Error('the weights are missing')
      return embed(texts)
    })
    const library = await libraryOf(ARTICLES, { embed: asking, retryMs: 10 })
    expect(library.status()).toMatchObject({
      state: 'lexical_only',
      embedded: 0,
      reason: expect.stringContaining('the weights are missing'),
    })
    expect(library.search(meant('快递到哪了'))[0]).toMatchObject({ article: 'track-parcel' })
    down = false
    await expect.poll(() => library.status().state, { timeout: 30_000 }).toBe('ready')
    expect(library.status()).not.toHaveProperty('reason')
    expect(library.search(meant('退钱'))[0]?.article).toBe('refund-status')
  })

  it('tries a busy encoder again before it gives up', async () => {
    let calls = 0
    const library = await libraryOf(ARTICLES, {
      embed: async (texts) => {
        calls++
        if (calls === 1) throw new Refusal('busy', 'full')
        return embed(texts)
      },
    })
    expect(library.status().state).toBe('ready')
  })

  it('has a fingerprint of its content, whatever its order', async () => {
    const [first, second] = [await libraryOf(ARTICLES), await libraryOf(ARTICLES.toReversed())]
    expect(first.fingerprint()).toBe(second.fingerprint())
    await second.replace(ARTICLES, { invoiceHours: { zh: '48', en: '48' } })
    expect(second.fingerprint()).not.toBe(first.fingerprint())
    await first.replace(ARTICLES.slice(1))
    expect(first.fingerprint()).not.toBe(second.fingerprint())
  })

  it('does not hold the event loop while a large library is built', async () => {
    const many = Array.from({ length: 3_000 }, (_, i) =>
      asked(`a-${i}`, [`第 ${i} 个退款问题怎么处理`], [`refund question number ${i}`]),
    )
    const library = createLibrary({ words, embed })
    let rounds = 0
    const timer = setInterval(() => rounds++, 1)
    await library.replace(many)
    await library.settled()
    clearInterval(timer)
    expect(rounds).toBeGreaterThan(5)
  })
})

describe('what a memory of searches must know', () => {
  it('has another revision for other articles, and for the same ones once they have vectors', async () => {
    let up = false
    const library = createLibrary({
      words,
      embed: async (texts) => {
        if (!up) throw new Error('down')
        return embed(texts)
      },
    })
    const empty = library.revision()
    await library.replace(ARTICLES)
    await library.settled()
    const [byWords, fingerprint] = [library.revision(), library.fingerprint()]
    expect(byWords).toBeGreaterThan(empty)
    up = true
    await library.refresh()
    await library.settled()
    expect(library.fingerprint()).toBe(fingerprint)
    expect(library.revision()).toBeGreaterThan(byWords)
  })

  it('tells when the next article begins or ends', async () => {
    const dated = asked('sale', ['双十一活动规则'], ['sale rules'], {
      validFrom: '2026-11-23T00:00:00Z',
      validTo: '2026-11-25T00:00:00Z',
    })
    const library = await libraryOf([...ARTICLES, dated])
    expect(library.nextChange(at)).toEqual(new Date('2026-11-23T00:00:00Z'))
    expect(library.nextChange(new Date('2026-11-23T00:00:00Z'))).toEqual(new Date('2026-11-25T00:00:00Z'))
    expect(library.nextChange(new Date('2026-11-25T00:00:00Z'))).toBeUndefined()
  })
})
