import { describe, expect, it } from 'vitest'
import type { Article } from '../src/domain/article.ts'
import { canBrowse } from './helpers/browser.ts'
import { ghostText, isWriting, openConsole, startConsole } from './helpers/console-pages.ts'
import { axeFaults } from './helpers/knowledge-pages.ts'
import { stubModels } from './helpers/models.ts'

const CUSTOMERS = 10
const ANSWER = '包裹在路上了，预计明天送达。'

/** Models whose answer waits for a person, and needs no orders: these customers have none. */
const answeringModels = () => {
  const models = stubModels()
  const plain = (article: Article): Article => {
    const { orders: _, ...rest } = article
    return { ...rest, mode: 'suggest', answers: { zh: [{ text: ANSWER }], en: [{ text: ANSWER }] } }
  }
  const { article, articles } = models.library
  const library = {
    ...models.library,
    articles: () => articles().map(plain),
    article: (id: string) => {
      const found = article(id)
      return found && plain(found)
    },
  }
  return { ...models, library }
}
/** What the issue allows for a conversation that a suggestion answers. */
const MOST_KEYSTROKES = 3

describe.skipIf(!canBrowse)('a shift without a mouse', () => {
  it('ten customers are answered by their suggestions and resolved with at most three keystrokes each', {
    timeout: 300_000,
  }, async () => {
    const running = await startConsole({ overrides: { models: answeringModels() } })
    const clients = []
    for (let i = 0; i < CUSTOMERS; i++) {
      const client = await running.client('customer', `c${i}`)
      const { conversation } = await client.say('转人工')
      await client.next((frame) => frame.type === 'status' && frame.state === 'queued')
      await client.say('我的货到哪了呀')
      clients.push({ client, conversation })
    }
    const { page } = await openConsole(running)
    await page.locator('.rows li').first().waitFor()
    let strokes = 0
    const press = async (keys: string) => {
      strokes += 1
      await page.keyboard.press(keys)
    }
    await press('Alt+n')
    const perCustomer: number[] = []
    for (let i = 0; i < CUSTOMERS; i++) {
      const before = strokes
      await expect
        .poll(() => ghostText(page), { timeout: 20_000, message: `suggestion of customer ${i}` })
        .toMatch(/\S/)
      await expect.poll(() => isWriting(page)).toBe(true)
      const text = (await ghostText(page)) ?? ''
      await press('Tab')
      await expect.poll(() => page.locator('#reply').inputValue()).toBe(text)
      const hash = await page.evaluate('location.hash')
      await press('Control+Shift+Enter')
      perCustomer.push(strokes - before)
      if (i < CUSTOMERS - 1) await expect.poll(() => page.evaluate('location.hash')).not.toBe(hash)
    }
    expect(Math.max(...perCustomer)).toBeLessThanOrEqual(MOST_KEYSTROKES)
    expect(strokes, 'the first key goes to the first customer').toBe(1 + 2 * CUSTOMERS)
    for (const { client, conversation } of clients) {
      const answer = await client.next((frame) => frame.type === 'event' && frame.from.role === 'agent')
      expect(answer.text).toBe(ANSWER)
      await client.next((frame) => frame.type === 'status' && frame.state === 'resolved')
      expect(await running.product.store.conversation('default', conversation)).toMatchObject({ outcome: 'solved' })
    }
    // Counted as what they are: sent as they were suggested.
    await expect
      .poll(async () => (await running.call('/metrics')).body, { timeout: 20_000 })
      .toContain(`tabdesk_suggestions_total{outcome="accepted"} ${CUSTOMERS}`)
  })

  it('everything else is reached by keys too: search, list, claim, note, transfer, resolve with an outcome, palette', {
    timeout: 240_000,
  }, async () => {
    const running = await startConsole()
    const first = await running.client('customer', 'c1')
    const { conversation } = await first.say('转人工')
    await (await running.client('customer', 'c2')).say('转人工')
    const bo = await running.client('agent', 'bo')
    const { page } = await openConsole(running, { locale: 'en-GB' })
    await page.locator('.rows li').nth(1).waitFor()

    await page.keyboard.press('/')
    await page.keyboard.type('c1')
    await expect.poll(() => page.locator('.rows li').count()).toBe(1)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('h1').textContent()).toBe('c1')
    await page.keyboard.press('Alt+a')
    await bo.next((frame) => frame.type === 'status' && frame.conversation === conversation && frame.assignee === 'ann')

    await page.keyboard.press('Alt+p')
    await page.keyboard.type('address checked @b')
    await page.locator('.picker [role="option"]', { hasText: 'bo' }).waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('#reply').inputValue()).toBe('address checked @bo ')
    await page.keyboard.press('Enter')
    await page.locator('.message.note').waitFor()

    await page.keyboard.press('Control+k')
    await page.keyboard.type('trans')
    await expect.poll(() => page.locator('.palette [aria-selected="true"]').textContent()).toMatch(/^Transfer/)
    expect(await axeFaults(page)).toEqual([])
    await page.keyboard.press('Enter')
    await page.locator('.choice', { hasText: 'boOnline' }).waitFor()
    await expect.poll(() => page.evaluate('document.activeElement.value')).toBe('agent:bo')
    await page.keyboard.press('Tab')
    await page.keyboard.type('waits for the warehouse')
    await page.keyboard.press('Control+Enter')
    await bo.next((frame) => frame.type === 'status' && frame.conversation === conversation && frame.assignee === 'bo')
    const { body } = await running.call(`/v1/conversations/${conversation}/events`, { role: 'agent' })
    expect(body.events.at(-1)).toMatchObject({ kind: 'note', text: 'waits for the warehouse', from: { id: 'ann' } })

    await page.keyboard.press('Control+k')
    await page.keyboard.type('c2')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('h1').textContent()).toBe('c2')
    await page.keyboard.press('Alt+e')
    await page.locator('dialog[open]').waitFor()
    await page.keyboard.press('5')
    await bo.next((frame) => frame.type === 'status' && frame.state === 'resolved')
    const all = await running.product.store.conversations('default', { states: ['resolved'], limit: 5 })
    expect(all.map(({ outcome }) => outcome)).toEqual(['spam'])
  })
})
