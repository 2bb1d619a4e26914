import type { Route } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { ArticleRow } from '../src/domain/article-edits.ts'
import type { Coverage } from '../src/domain/coverage.ts'
import { canBrowse } from './helpers/browser.ts'
import { type Answers, axeFaults, openKnowledge, problem, Reply, screen } from './helpers/knowledge-pages.ts'

const TIMEOUT = { timeout: 120_000 }
const MANY = 10_000

const rowOf = (n: number): ArticleRow => ({
  id: `faq-${String(n).padStart(5, '0')}`,
  title: { zh: `第 ${n} 条：退换货怎么办理`, en: `No. ${n}: how to return things` },
  intent: 'return_how_to',
  mode: n % 3 === 0 ? 'suggest' : 'auto',
  languages: n % 4 === 0 ? ['zh'] : ['zh', 'en'],
  version: `v${n}`,
  questions: (n % 9) + 1,
  ...{ shown: n % 50, accepted: n % 20, edited: n % 7, dismissed: n % 5, answered: n % 80 },
})

/** Pages of many rows, as the server gives them. */
const many = (route: Route) => {
  const query = new URL(route.request().url()).searchParams
  const q = query.get('q') ?? ''
  const found = Array.from({ length: MANY }, (_, n) => rowOf(n)).filter(({ title }) => title.zh.includes(q))
  const start = Number(query.get('after') ?? 0)
  const end = start + Number(query.get('limit'))
  return {
    articles: found.slice(start, end),
    total: found.length,
    ...(end < found.length && { next: String(end) }),
  }
}

const coverage: Coverage = {
  at: '2026-11-21T19:00:00.000Z',
  state: 'ready',
  days: 28,
  questions: 1_840,
  answered: 1_502,
  clusters: [
    {
      id: 'c1',
      size: 46,
      before: 12,
      questions: ['大闸蟹收到死了两只咋赔', '螃蟹到了是死的，能退吗', '蟹死了怎么办呀'],
      language: 'zh',
      conversations: ['conv-1', 'conv-2'],
      nearest: { article: 'cold-chain-spoiled', title: '生鲜坏了怎么办', score: 0.62 },
      draft: {
        title: '大闸蟹死蟹包赔',
        questions: ['大闸蟹收到死了两只咋赔', '蟹死了怎么办呀'],
        answer: '非常抱歉，死蟹我们按只赔付，请在签收 24 小时内发照片给我们。',
        from: 9,
      },
    },
    {
      id: 'c2',
      size: 11,
      before: 14,
      questions: ['do you ship to Tasmania', 'is delivery to tas possible', 'shipping hobart?'],
      language: 'en',
      conversations: [],
    },
  ],
  stale: [
    { article: 'gift-wrap', title: '礼品包装', why: 'unused', shown: 0, used: 0, edited: 0 },
    {
      article: 'double-11',
      title: '双11活动规则',
      why: 'review_due',
      shown: 40,
      used: 31,
      edited: 2,
      review: '2026-11-12',
    },
  ],
  kept: [
    {
      id: 'k1',
      question: '可以开几张发票吗',
      answer: '可以的，一笔订单最多拆成三张发票，您把抬头发我就行。',
      language: 'zh',
      conversation: 'conv-3',
      by: '小安',
      at: '2026-11-21T08:00:00.000Z',
    },
  ],
}

const common: Answers = {
  'GET /articles': many,
  'GET /coverage': coverage,
  'GET /slots': { slots: [], shop: [] },
  'POST /articles/check': { faults: [] },
}

describe.skipIf(!canBrowse)('the list of articles, before a server with 10,000 of them', () => {
  it('draws what is in sight only, reads on as it is scrolled, and keeps its place', TIMEOUT, async () => {
    const { page, calls } = await openKnowledge('#/articles', { answers: common })
    await page.getByText('10,000 篇文章').waitFor()
    await page.locator('.article-row').first().waitFor()
    expect(await page.locator('.article-row').count()).toBeLessThan(60)
    expect(await axeFaults(page)).toEqual([])
    await screen(page, 'knowledge-articles')
    const scrolled = async () => {
      await page.evaluate('scrollTo(0, document.body.scrollHeight)')
      return calls.length
    }
    await expect.poll(scrolled, { timeout: 20_000 }).toBeGreaterThan(6)
    expect(await page.locator('.article-row').count(), 'still only what is in sight').toBeLessThan(60)
    await page.locator('.article-row a').last().click()
    await page.goBack()
    await page.locator('.article-row').first().waitFor()
    await expect
      .poll(() => page.evaluate('document.activeElement.dataset.row'), { message: 'focus is where it was' })
      .not.toBe(undefined)
    expect(Number(await page.evaluate('document.activeElement.dataset.row'))).toBeGreaterThan(300)
  })

  it('moves with j and k, opens with Enter, searches with /; an input method keeps its keys', TIMEOUT, async () => {
    const { page, calls } = await openKnowledge('#/articles', {
      answers: { ...common, 'GET /articles/faq-00001': problem(404, 'not_found', 'none') },
    })
    await page.locator('.article-row').first().waitFor()
    const focused = () => page.evaluate('document.activeElement.dataset.row')
    await page.keyboard.press('j')
    await expect.poll(focused).toBe('0')
    await page.keyboard.press('j')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('k')
    await expect.poll(focused).toBe('1')
    await page.evaluate(
      `dispatchEvent(new KeyboardEvent('keydown', { key: 'j', keyCode: 229, isComposing: true, bubbles: true }))`,
    )
    expect(await focused(), 'a key of an input method moves nothing').toBe('1')
    await page.keyboard.press('/')
    const asked = () => calls.filter(({ call }) => call === 'GET /articles').length
    const before = asked()
    const keys = await page.context().newCDPSession(page)
    for (const text of ['d', 'di', 'di wu']) {
      await keys.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
      await expect.poll(() => page.getByRole('searchbox').inputValue()).toBe(text)
    }
    await page.waitForTimeout(300)
    expect(asked(), 'letters of an input method are not searched for').toBe(before)
    await keys.send('Input.insertText', { text: '第五' })
    await expect.poll(asked).toBe(before + 1)
    await page.getByRole('searchbox').fill('第 77')
    await page.getByText('111 篇文章').waitFor()
    expect(await page.evaluate('location.hash')).toContain(encodeURIComponent('第'))
    await page.keyboard.press('ArrowDown')
    await expect.poll(focused).toBe('0')
    await page.keyboard.press('Enter')
    await page.getByText('没有这篇文章').waitFor()
  })

  it('finds nothing politely, and says what to do when it is cut off', TIMEOUT, async () => {
    const { page, answers } = await openKnowledge('#/articles?q=zzz', { answers: common, width: 390, locale: 'en-GB' })
    await page.getByText('No article fits').waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    answers['GET /articles'] = 'abort'
    await page.getByRole('searchbox').fill('refund')
    await page.getByText('The server cannot be reached').waitFor()
    answers['GET /articles'] = many
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('No article fits').waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByText('10,000 articles').waitFor()
    expect(await axeFaults(page)).toEqual([])
  })

  it('people who only read get no buttons that write', TIMEOUT, async () => {
    const { page } = await openKnowledge('#/articles', { answers: common, role: 'agent' })
    await page.locator('.article-row').first().waitFor()
    await page.keyboard.press('n')
    expect(await page.getByRole('link', { name: '新建文章' }).count()).toBe(0)
    expect(await page.evaluate('location.hash')).toBe('#/articles')
  })
})

describe.skipIf(!canBrowse)('coverage', () => {
  it('shows the gaps, and a draft of what agents said opens in the editor', TIMEOUT, async () => {
    const { page } = await openKnowledge('#/coverage', { answers: common })
    await page.getByText('大闸蟹收到死了两只咋赔').waitFor()
    expect(await page.locator('.clusters').first().textContent()).toContain('比之前多 34')
    expect(await page.locator('.figures').textContent()).toContain('82%')
    expect(await axeFaults(page)).toEqual([])
    await screen(page, 'knowledge-coverage')
    await page.getByRole('button', { name: '用它写文章' }).first().click()
    await page.locator('#answer-zh').waitFor()
    expect(await page.locator('#answer-zh').inputValue()).toContain('死蟹我们按只赔付')
    expect(await page.locator('#title').inputValue()).toBe('大闸蟹死蟹包赔')
    await page.locator('#title').fill('死蟹包赔')
    await page.reload()
    await page.locator('#title').waitFor()
    expect(await page.locator('#title').inputValue(), 'after a reload').toBe('死蟹包赔')
  })

  it('what an agent kept becomes an article, and is then let go', TIMEOUT, async () => {
    const article = {
      id: 'a1',
      version: 'v1',
      intent: 'a1',
      title: { zh: '开几张发票', en: '' },
      mode: 'suggest',
      courtesy: false,
      questions: { zh: [], en: [] },
      answers: { zh: [{ text: '可以' }], en: [] },
    }
    const { page, calls } = await openKnowledge('#/coverage', {
      answers: {
        ...common,
        'POST /articles': new Reply(201, { article, version: 2 }),
        'GET /articles/a1': { article },
        'DELETE /kept-answers/k1': new Reply(204, undefined),
      },
    })
    await page.locator('.cluster', { hasText: '可以开几张发票吗' }).getByRole('button', { name: '用它写文章' }).click()
    await page.locator('#answer-zh').waitFor()
    await page.keyboard.press('Control+s')
    await expect.poll(() => calls.map(({ call }) => call)).toContain('DELETE /kept-answers/k1')
  })

  it('goes on asking while it is being counted; a server without it says so', TIMEOUT, async () => {
    const { page, answers } = await openKnowledge('#/coverage', {
      answers: { ...common, 'GET /coverage': { ...coverage, state: 'running' } },
      locale: 'en-GB',
      dark: true,
    })
    await page.getByText('Updating…').waitFor()
    answers['GET /coverage'] = coverage
    await page.getByRole('button', { name: 'Update now' }).waitFor()
    expect(await axeFaults(page)).toEqual([])
    answers['GET /coverage'] = undefined
    await page.reload()
    await page.getByText('Not available on this server').waitFor()
  })
})

describe.skipIf(!canBrowse)('never-answers and synonyms', () => {
  it('a rule is added, listed and removed; what is half-written outlives a reload', TIMEOUT, async () => {
    const rule = {
      id: 'r1',
      questions: ['螃蟹死了怎么赔'],
      language: 'zh',
      never: { article: 'steamed-crab' },
      by: 'lin',
      at: '2026-11-20T08:00:00.000Z',
    }
    const { page, calls, answers } = await openKnowledge('#/never', {
      answers: {
        ...common,
        'GET /anti-answers': { antiAnswers: [] },
        'POST /anti-answers': new Reply(201, rule),
        'DELETE /anti-answers/r1': new Reply(204, undefined),
      },
    })
    await page.getByRole('button', { name: '添加' }).click()
    await page.getByText('请至少写一个例子').waitFor()
    await page.getByLabel('这样问的时候').fill('- 螃蟹死了怎么赔\n- 收到死蟹咋整')
    await page.reload()
    await page.getByLabel('文章编号').fill('steamed-crab')
    expect(await axeFaults(page)).toEqual([])
    answers['GET /anti-answers'] = { antiAnswers: [rule] }
    await page.getByRole('button', { name: '添加' }).click()
    await page.getByText('不会回答文章 steamed-crab').waitFor()
    const sent = calls.find(({ call }) => call === 'POST /anti-answers')?.body ?? ''
    expect(JSON.parse(sent)).toEqual({
      questions: ['螃蟹死了怎么赔', '收到死蟹咋整'],
      language: 'zh',
      never: { article: 'steamed-crab' },
    })
    await page.getByRole('button', { name: '删除: 螃蟹死了怎么赔' }).click()
    answers['GET /anti-answers'] = { antiAnswers: [] }
    await page.getByRole('dialog').getByRole('button', { name: '删除' }).click()
    await page.getByText('还没有规则').waitFor()
    expect(calls.map(({ call }) => call)).toContain('DELETE /anti-answers/r1')
  })

  it('synonyms are written one group a line; a word in two groups is said before it is sent', TIMEOUT, async () => {
    const { page, calls } = await openKnowledge('#/synonyms', {
      answers: { ...common, 'GET /synonyms': { groups: [['冲锋衣', '防风外套']] }, 'PUT /synonyms': { groups: [] } },
    })
    await page.getByLabel('第 1 组', { exact: true }).press('Enter')
    const second = page.getByLabel('第 2 组', { exact: true })
    await second.waitFor()
    await expect
      .poll(() => page.evaluate('document.activeElement.value'), { message: 'the new row has the focus' })
      .toBe('')
    await page.keyboard.insertText('充电宝，移动电源、防风外套')
    await page.getByText('“防风外套”同时出现在第 1 组和第 2 组').waitFor()
    expect(await axeFaults(page)).toEqual([])
    await second.fill('充电宝，移动电源')
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByText('同义词已保存').waitFor()
    const sent = calls.find(({ call }) => call === 'PUT /synonyms')?.body ?? ''
    expect(JSON.parse(sent)).toEqual({
      groups: [
        ['冲锋衣', '防风外套'],
        ['充电宝', '移动电源'],
      ],
    })
  })
})
