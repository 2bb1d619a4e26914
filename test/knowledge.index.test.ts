import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Article } from '../src/domain/article.ts'
import type { Passage } from '../src/domain/understanding.ts'
import { createHybrid } from '../src/knowledge/hybrid.ts'
import { createLibrary, type LibraryParts } from '../src/knowledge/library.ts'
import { createWords } from '../src/knowledge/words.ts'
import { createRandom } from '../src/lib/random.ts'
import { articleOf } from './helpers/articles.ts'

const DIMENSIONS = 24
const words = createWords()
const at = new Date('2026-11-22T00:00:00Z')

/** As customers write: particles, slips, no punctuation. */
const ASKED = [
  '亲退快什么时侯到帐呀',
  '我的物留怎么一直不动啊',
  '发票开错了能重开嘛',
  '卷领了用不了咋回事',
  '尺码偏小想换大一号的',
  '刚拍的单子地址写错了',
  'where is my parcel its been 9 days',
  'refund not recieved yet',
  'can u change the adress pls',
  'coupon code doesnt work at checkout',
]
/** The same for the same text, else anything. */
const vectorOf = (text: string): Float32Array => {
  const random = createRandom([...text].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 99_991, 7))
  return Float32Array.from({ length: DIMENSIONS }, () => random.next() - 0.3)
}
const embed = async (texts: readonly string[]): Promise<Float32Array[]> => texts.map(vectorOf)

const asked = (id: string, questions: string[], more: Partial<Omit<Article, 'version'>> = {}): Article => {
  const zh = questions.filter((text) => /\p{Script=Han}/u.test(text))
  const en = questions.filter((text) => !zh.includes(text))
  return articleOf(id, {
    title: { zh: zh[0] ?? en[0] ?? id, en: en[0] ?? zh[0] ?? id },
    questions: { zh, en },
    ...more,
  })
}
const libraryOf = async (articles: readonly Article[], parts: Partial<LibraryParts> = {}) => {
  const library = createLibrary({ words, embed, ...parts })
  await library.replace(articles)
  await library.settled()
  return library
}
const query = (
  text: string,
  more: { top?: number; at?: Date; channel?: string; audience?: ('everyone' | 'agents')[] } = {},
) => ({
  text,
  language: 'zh' as const,
  top: 5,
  at,
  vector: vectorOf(text),
  ...more,
})
const rounded = (hits: readonly Passage[]) =>
  hits.map(({ article, text, score, lexical, semantic }) => [
    article,
    text,
    ...[score, lexical, semantic ?? -9].map((x) => Math.round(x * 1e5) / 1e5),
  ])

describe('a library that changes', () => {
  it('finds, whatever came and went, what one made afresh finds, with the same scores', async () => {
    const version = fc.array(
      fc.record({
        id: fc.integer({ min: 0, max: 11 }),
        questions: fc.array(fc.tuple(fc.constantFrom(...ASKED), fc.integer({ min: 0, max: 2 })), {
          minLength: 1,
          maxLength: 4,
        }),
        mode: fc.constantFrom('auto', 'auto', 'suggest', 'off'),
      }),
      { maxLength: 10 },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(version, { minLength: 2, maxLength: 6 }), fc.boolean(), async (versions, compact) => {
        const library = createLibrary({ words, embed })
        for (const rows of versions) {
          const articles = [...new Map(rows.map((row) => [row.id, row])).values()].map(({ id, questions, mode }) =>
            asked(
              `a${id}`,
              questions.map(([text, n]) => `${text}${n === 0 ? '' : n}`),
              { mode: mode as Article['mode'] },
            ),
          )
          await library.replace(articles)
          await library.settled()
          if (compact) await library.compact()
          const afresh = await libraryOf(articles)
          expect(library.status()).toEqual(afresh.status())
          expect(library.fingerprint()).toBe(afresh.fingerprint())
          for (const text of ASKED) {
            expect(rounded(library.search(query(text)))).toEqual(rounded(afresh.search(query(text))))
            const { vector: _, ...byWords } = query(text)
            expect(rounded(library.search(byWords))).toEqual(rounded(afresh.search(byWords)))
          }
        }
      }),
      { numRuns: 25 },
    )
  })

  it('finds the same where the words of a query were looked up ahead of its vector, whatever was asked or changed meanwhile', async () => {
    const first = Array.from({ length: 60 }, (_, i) =>
      asked(`a${i}`, [`${ASKED[i % ASKED.length]}${i}`, `${ASKED[(i * 7) % ASKED.length]}吗`]),
    )
    const library = await libraryOf(first)
    const fresh = await libraryOf(first)
    const queries = ASKED.map((text) => query(text))
    const { prepare } = library.search
    if (prepare === undefined) throw new Error('nothing can be looked up ahead')
    for (const one of queries) prepare(one)
    expect(queries.map((one) => library.search(one))).toEqual(queries.map((one) => fresh.search(one)))
    const more = queries.map((one) => ({ ...one, top: 9 }))
    expect(more.map((one) => library.search(one))).toEqual(more.map((one) => fresh.search(one)))

    for (const one of queries) prepare(one)
    const changed = [...first.slice(2), asked('young', ['亲退快什么时侯到帐呀', 'refund not recieved yet'])]
    await library.replace(changed)
    await library.settled()
    const afresh = await libraryOf(changed)
    expect(queries.map((one) => rounded(library.search(one)))).toEqual(
      queries.map((one) => rounded(afresh.search(one))),
    )
  })

  it('looks nothing up of an index that is no longer there', async () => {
    const allowed = new Uint8Array(8).fill(1)
    const left = async (isAhead: boolean) => {
      const hybrid = createHybrid(words)
      for (const text of ASKED.slice(0, 5)) hybrid.append([{ text: `${text} 快递`, kind: 'question' }])
      await hybrid.pack()
      await hybrid.turn({ groups: [0, 1, 2, 3, 4] })
      const asking = { text: '快递 发票', top: 3, allowed }
      if (isAhead) hybrid.prepare(asking)
      await hybrid.turn({ groups: [2, 4] })
      return hybrid.search(asking)
    }
    const hits = await left(false)
    expect(hits.map(({ group }) => group)).toEqual([2, 4])
    expect(await left(true)).toEqual(hits)
  })

  it('lets a search see all of a change or nothing of it', async () => {
    const many = (name: string) =>
      Array.from({ length: 400 }, (_, i) => asked(`${name}-${i}`, [`${ASKED[i % 6]} ${name}${i}`]))
    const kept = many('kept')
    const library = await libraryOf([...kept, asked('old', ['门店在哪里呀'])])
    const seen = new Set<string>()
    let changing = true
    const look = (): void => {
      const found = library.search(query('门店在哪里呀', { top: 400 })).map(({ article }) => article)
      const [old, young] = [found.includes('old'), found.includes('young')]
      expect(old).not.toBe(young)
      expect(library.article('old') === undefined).toBe(young)
      seen.add(old ? 'old' : 'young')
      if (changing) setImmediate(look)
    }
    setImmediate(look)
    await library.replace([...kept, ...many('new').slice(0, 100), asked('young', ['门店在哪里呀'])])
    await library.settled()
    changing = false
    expect([...seen]).toEqual(['old', 'young'])
  })

  it('goes on being searched, and takes in changes, while it is put together anew', async () => {
    const first = ASKED.map((text, i) => asked(`a${i}`, [text, `${text}呢`]))
    const library = await libraryOf(first)
    const revision = library.revision()
    const compacting = library.compact()
    const edited = [...first.slice(2), asked('late', ['生日当天收到的盲盒缺了一个'])]
    await library.replace(edited)
    await Promise.all([compacting, library.settled()])
    await library.settled()
    const afresh = await libraryOf(edited)
    for (const text of [...ASKED, '生日当天收到的盲盒缺了一个'])
      expect(rounded(library.search(query(text)))).toEqual(rounded(afresh.search(query(text))))
    expect(library.revision()).toBeGreaterThan(revision)
  })

  it('keeps nothing of an article that is gone once it was put together anew, and says which texts are to be forgotten', async () => {
    setFlagsFromString('--expose_gc')
    const gc = runInNewContext('gc') as () => void
    const forgotten: string[] = []
    const kept = ASKED.map((text, i) => asked(`a${i}`, [text]))
    const library = await libraryOf(kept, {
      forget: (texts) => forgotten.push(...texts),
      normalise: (text) => text.toLowerCase(),
    })
    const secret = await (async () => {
      const article = asked('secret', ['张伟的退款 ZW-88', ASKED[0] as string])
      await library.replace([...kept, article])
      await library.settled()
      return new WeakRef(article)
    })()
    await library.replace(kept)
    expect(library.search(query('张伟的退款')).map(({ article }) => article)).not.toContain('secret')
    await library.compact()
    // A phrasing that another article has stays known.
    expect(forgotten).toEqual(['张伟的退款 zw-88'])
    const held = () => {
      gc()
      return secret.deref()
    }
    await expect.poll(held, { timeout: 30_000 }).toBeUndefined()
    expect(library.article('a1')).toBe(kept[1])
  })

  it('keeps nothing either of what went while it was put together', async () => {
    const forgotten: string[] = []
    const kept = ASKED.map((text, i) => asked(`a${i}`, [text]))
    const library = await libraryOf([...kept, asked('first', ['去年的活动规则'])], {
      forget: (texts) => forgotten.push(...texts),
      forgetAfterMs: 10,
    })
    await library.replace([...kept, asked('second', ['前年的活动规则'])])
    await library.settled()
    const compacting = library.compact()
    await library.replace(kept)
    await compacting
    await expect
      .poll(() => forgotten.toSorted(), { timeout: 30_000 })
      .toEqual(['前年的活动规则', '去年的活动规则'].toSorted())
    await library.compact()
    expect(
      library
        .search(query('活动规则'))
        .map(({ text }) => text)
        .join(),
    ).not.toContain('活动规则')
  })

  it('says nothing of texts that left where it was only filled, so that what is kept of them on disk stays', async () => {
    const told: string[][] = []
    const articles = ASKED.map((text, i) => asked(`a${i}`, [text]))
    const library = await libraryOf(articles, { forget: (texts) => told.push([...texts]) })
    expect(told).toEqual([])
    const [first] = ASKED
    await library.replace([asked('other', ['盲盒缺了一个隐藏款'])])
    expect(told.flat()).toContain(first)
  })

  it('forgets by itself, a while after an article went', async () => {
    const forgotten: string[] = []
    const kept = ASKED.map((text, i) => asked(`a${i}`, [text]))
    const library = await libraryOf([...kept, asked('gone', ['以前的活动规则'])], {
      forget: (texts) => forgotten.push(...texts),
      forgetAfterMs: 10,
    })
    await library.replace(kept)
    await expect.poll(() => forgotten, { timeout: 30_000 }).toEqual(['以前的活动规则'])
  })
})

describe('filters before the top k', () => {
  const FEW = 6
  const MANY = 594
  const near = (i: number): string => `${ASKED[0]}${i}`
  const limits: Record<string, { limited: Partial<Omit<Article, 'version'>>; asker: Parameters<typeof query>[1] }> = {
    validity: { limited: { validTo: '2026-11-21T16:00:00Z' }, asker: {} },
    channel: { limited: { channels: ['phone'] }, asker: { channel: 'widget' } },
    audience: { limited: { audience: 'agents' }, asker: { audience: ['everyone'] } },
  }

  it.each(Object.keys(limits))('still fills its hits when 99 of 100 may not be found: %s', async (limit) => {
    const { limited, asker } = limits[limit] as (typeof limits)[string]
    const hidden = Array.from({ length: MANY }, (_, i) => asked(`hidden-${i}`, [near(i), `${near(i)}呢`], limited))
    const open = Array.from({ length: FEW }, (_, i) => asked(`open-${i}`, [`到帐了吗${i}`]))
    const library = await libraryOf([...hidden, ...open])
    const hits = library.search(query(near(1), { ...asker, top: 5 }))
    expect(hits).toHaveLength(5)
    expect(hits.every(({ article }) => article.startsWith('open-'))).toBe(true)
    // Without the filter the others crowd them out, so the test can fail.
    const past = new Date('2026-11-20T00:00:00Z')
    expect(library.search(query(near(1), { at: past })).some(({ article }) => article.startsWith('open-'))).toBe(false)
  })

  it('tells channels apart, whatever they are called, and switches at the minute', async () => {
    const library = await libraryOf([
      asked('all', [ASKED[0] as string]),
      asked('wechat', [`${ASKED[0]}呢`], { channels: ['wechat', 'phone'] }),
      asked('sale', [`${ASKED[0]}啊`], { validFrom: '2026-11-22T00:00:00Z' }),
    ])
    const found = (more: Parameters<typeof query>[1]) =>
      library
        .search(query(ASKED[0] as string, more))
        .map(({ article }) => article)
        .sort()
    expect(found({ channel: 'wechat' })).toEqual(['all', 'sale', 'wechat'])
    expect(found({ channel: 'widget' })).toEqual(['all', 'sale'])
    expect(found({ channel: 'never heard of' })).toEqual(['all', 'sale'])
    expect(found({})).toEqual(['all', 'sale', 'wechat'])
    expect(found({ channel: 'phone', at: new Date('2026-11-21T23:59:59.999Z') })).toEqual(['all', 'wechat'])
  })
})
