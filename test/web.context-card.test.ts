import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../src/config.ts'
import { readListedQueries } from '../src/mesh/listed-queries.ts'
import { INVOICES_QUERY } from '../src/web/console/queries.ts'
import { canBrowse, type Looks, openBrowser, PAGES } from './helpers/browser.ts'
import { axeFaults } from './helpers/knowledge-pages.ts'
import { type Running, startProduct } from './helpers/product.ts'

const LOOKS: Looks[] = [
  { width: 1440, height: 1000, locale: 'zh-CN' },
  { width: 1440, height: 1000, locale: 'en-GB', dark: true },
  { width: 390, height: 844, locale: 'zh-CN', dark: true },
  { width: 390, height: 844, locale: 'en-GB' },
]

/** A conversation about order 3345, after an earlier one that a person closed. */
const spokenOf = async (running: Running): Promise<string> => {
  const { store } = running.product
  const customer = await running.client('customer', 'demo')
  const agent = await running.client('agent', 'bo')
  const earlier = await customer.say('转人工')
  agent.send({ type: 'claim', conversation: earlier.conversation })
  await agent.next((frame) => frame.type === 'status' && frame.state === 'assigned')
  await agent.say('您好，已为您登记', { conversation: earlier.conversation })
  agent.send({ type: 'resolve', conversation: earlier.conversation, outcome: '已登记' })
  await agent.next((frame) => frame.type === 'status' && frame.state === 'resolved')
  const { conversation } = await customer.say('转人工')
  const card = await running.call('/graphql', {
    role: 'agent',
    body: { query: '{ orders(customer: "demo") { id } }' },
  })
  const order = card.body.data.orders.map(({ id }: { id: string }) => id).find((id: string) => id.endsWith('3345'))
  const { event } = await store.append({
    tenant: 'default',
    cid: crypto.randomUUID(),
    from: { role: 'customer', id: 'demo', name: '林晓' },
    kind: 'text',
    text: '尾号3345那单到哪了',
    conversation,
    owesTurn: true,
  })
  await store.finishTurn({
    record: { ...(await recordLike(store, conversation)), id: `${conversation}:${event.seq}`, seq: event.seq },
    patch: { order },
  })
  return conversation
}

const recordLike = async (store: Running['product']['store'], conversation: string) => {
  const [record] = await store.records('default', { conversation, limit: 1 })
  if (record === undefined) throw new Error('no record of the first turn')
  const { outcomes: _, ...rest } = record
  return rest
}

const openCard = async (running: Running, conversation: string, looks: Looks): Promise<Page> => {
  const context = await openBrowser(looks)
  const page = await context.newPage()
  await page.goto(`${running.url}/#token=${await running.token('agent', 'ann', { name: '安安' })}`)
  await page.locator('nav.inbox').waitFor()
  await page.evaluate(`location.hash = 'c=${conversation}'`)
  await page.locator('.thread').first().waitFor()
  const narrow = (looks.width ?? 0) < 1100
  if (narrow)
    await page
      .getByRole('button', { name: /^(客户资料|Customer)$/ })
      .first()
      .click()
  await page.locator('.context .steps').first().waitFor()
  return page
}
const shoot = async (page: Page, name: string): Promise<void> => {
  if (process.env['SHOTS'] !== undefined) await page.screenshot({ path: `${process.env['SHOTS']}/card-${name}.png` })
}

describe.skipIf(!canBrowse)('the card beside a conversation', () => {
  it.each(LOOKS)(
    'has the order that is spoken of first, and no faults that axe finds: %o',
    { timeout: 240_000 },
    async (looks) => {
      const running = await startProduct({ overrides: { pages: PAGES } })
      const conversation = await spokenOf(running)
      const page = await openCard(running, conversation, looks)
      const zh = looks.locale === 'zh-CN'
      const first = page.locator('.context .order').first()
      expect(await first.getAttribute('class')).toContain('spoken-of')
      expect(await first.textContent()).toMatch(/3345/)
      expect(await first.locator('.steps li').count()).toBe(5)
      expect(await first.locator('.steps [aria-current="step"]').textContent()).toMatch(zh ? /^发货/ : /^Shipped/)
      expect(await first.locator('.parcel li').count()).toBe(2)
      expect(await page.locator('.context .order.folded').count()).toBe(2)
      expect(await page.locator('.context .contacts li').textContent()).toMatch(
        zh ? /网页 · 人工接待 · 已登记/ : /Web · with a person/,
      )
      expect(await page.locator('.context .customer-card').textContent()).toMatch(/170\*{4}\d{4}/)
      await shoot(page, `${looks.width}-${looks.locale}${looks.dark ? '-dark' : ''}`)
      expect(await axeFaults(page)).toEqual([])
      const overflow = await page.locator('.context').evaluate((pane) => pane.scrollWidth - pane.clientWidth)
      expect(overflow, 'nothing is wider than the pane').toBeLessThanOrEqual(0)
    },
  )

  it('says beside each section what is missing, and for how long', { timeout: 240_000 }, async () => {
    const { mesh } = loadConfig({})
    const running = await startProduct({
      overrides: { pages: PAGES },
      config: { mesh: { ...mesh, baseUrl: 'http://127.0.0.1:9' } },
    })
    const { conversation } = await (await running.client('customer', 'demo')).say('转人工')
    const context = await openBrowser({ width: 1440, height: 1000, locale: 'zh-CN' })
    const page = await context.newPage()
    await page.goto(`${running.url}/#token=${await running.token('agent', 'ann', { name: '安安' })}`)
    await page.locator('nav.inbox').waitFor()
    await page.evaluate(`location.hash = 'c=${conversation}'`)
    const orders = page.locator('.context section', { has: page.getByRole('heading', { name: /^订单/ }) })
    await orders.locator('.source-mark.absent').first().waitFor()
    expect(await orders.textContent()).toMatch(/订单系统：没有取到（连不上）.*物流系统：没有取到（订单没有取到/)
    expect(await orders.textContent()).not.toContain('没有订单')
    expect(await page.locator('.context > .source-mark').textContent()).toMatch(/客户系统：没有取到/)
    await shoot(page, 'dead-zh')
  })

  it('asks for the invoices of an order when somebody wants to see them', { timeout: 240_000 }, async () => {
    expect(readListedQueries().find(({ name }) => name === 'console-invoices')?.hash).toBe(INVOICES_QUERY)
    const running = await startProduct({ overrides: { pages: PAGES } })
    const conversation = await spokenOf(running)
    const page = await openCard(running, conversation, { width: 1440, height: 1000, locale: 'en-GB' })
    const graph: number[] = []
    page.on('response', (response) => {
      if (response.url().endsWith('/graphql')) graph.push(response.status())
    })
    const delivered = page.locator('.context .order.folded', { hasText: '5127' })
    await delivered.locator('summary').first().click()
    expect(graph).toEqual([])
    await delivered.getByText('Invoices', { exact: true }).click()
    await delivered.locator('.invoices li, .invoices p:not(:has-text("Looking"))').first().waitFor()
    expect(graph).toEqual([200])
    expect(await delivered.locator('.invoices').textContent()).toMatch(/issued|asked for|none for this order/)
    await shoot(page, 'invoices-en')
  })

  it('reveals a phone number for a reason, by keyboard alone, and hides it again', { timeout: 240_000 }, async () => {
    const running = await startProduct({ overrides: { pages: PAGES } })
    const conversation = await spokenOf(running)
    const page = await openCard(running, conversation, { width: 1440, height: 1000, locale: 'zh-CN' })
    const card = page.locator('.context .customer-card')
    const button = card.getByRole('button', { name: '查看完整电话' })
    await button.focus()
    await page.keyboard.press('Enter')
    await card.locator('.why').waitFor()
    await shoot(page, 'reveal-zh')
    await page.keyboard.press('Escape')
    expect(await card.locator('.why').count()).toBe(0)
    expect(await card.locator('.masked-value button:focus').count()).toBe(1)
    expect(await running.product.store.audited('default', { limit: 10 })).toEqual([])
    await page.keyboard.press('Enter')
    await card.locator('.why').waitFor()
    await page.keyboard.press('Enter')
    await card.locator('.whole').waitFor()
    expect(await card.locator('.whole').textContent()).toMatch(/^1709\d{7}$/)
    expect(await running.product.store.audited('default', { limit: 10 })).toMatchObject([
      { by: { id: 'ann', name: '安安' }, customer: 'demo', field: 'phone', reason: '核对身份' },
    ])
    await shoot(page, 'revealed-zh')
    await card.getByRole('button', { name: '隐藏' }).click()
    expect(await card.textContent()).not.toMatch(/1709\d{7}/)
    const address = page.locator('.context .order').first()
    await address.getByRole('button', { name: '查看完整地址' }).click()
    await address.getByRole('textbox', { name: '其他原因' }).fill('客户要求补寄小票')
    await page.keyboard.press('Enter')
    await expect.poll(() => address.locator('.whole').textContent()).toContain('示范路88号')
    expect(await running.product.store.audited('default', { limit: 1 })).toMatchObject([
      { field: 'address', customer: 'demo', reason: '客户要求补寄小票' },
    ])
  })
})
