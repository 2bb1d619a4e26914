import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { canBrowse, openBrowser, PAGES } from './helpers/browser.ts'
import { newCid } from './helpers/client.ts'
import { openConsole as openDesk, openRareList } from './helpers/console-pages.ts'
import { axeFaults } from './helpers/knowledge-pages.ts'
import { type Running, startProduct } from './helpers/product.ts'

const MANY = 5_000
/** Appends that wait for the store together. */
const AT_ONCE = 1_000
const NAMES = ['王小明', '李静', '张伟', 'Ana Torres', '陈思远', 'John Smith']
const SAYS = ['我的快递怎么还没到', '发票抬头写错了能改吗', 'where is my refund', '想换一个大一号的', '优惠券用不了']

const seed = async ({ product }: Running, many: number): Promise<string[]> => {
  const say = (i: number) =>
    product.store.append({
      tenant: 'default',
      cid: newCid(),
      from: { role: 'customer', id: `c${i}`, name: `${NAMES[i % NAMES.length]} ${i}` },
      kind: 'text',
      text: `${SAYS[i % SAYS.length]}`,
      owesTurn: false,
      ...(i % 4 === 1 && { channel: 'wechat' }),
    })
  const ids: string[] = []
  while (ids.length < many) {
    const said = await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, many - ids.length) }, (_, i) => say(ids.length + i)),
    )
    ids.push(...said.map(({ conversation }) => conversation.id))
  }
  return ids
}

const openConsole = async (page: Page, running: Running): Promise<void> => {
  await page.goto(`${running.url}/#token=${await running.token('agent', 'ann', { name: '安安' })}`)
  await page.locator('nav.inbox').waitFor()
}

const focusedRow = (page: Page) => page.evaluate('document.activeElement?.dataset?.id')
const rowAt = async (page: Page, place: number): Promise<string> =>
  (await page.locator(`.rows li[aria-posinset="${place}"] button`).getAttribute('data-id')) ?? ''

describe.skipIf(!canBrowse)('the inbox', () => {
  it('5,000 conversations: a few rows are drawn, all can be reached by keys, and the focus stays with its row', {
    timeout: 240_000,
  }, async () => {
    const running = await startProduct({ overrides: { pages: PAGES } })
    const ids = await seed(running, MANY)
    const page = await (await openBrowser({ width: 1280, height: 800 })).newPage()
    await openConsole(page, running)
    await page.locator('.filters button', { hasText: '全部' }).click()
    const rows = page.locator('.rows li')
    await expect
      .poll(() => rows.first().getAttribute('aria-setsize'), { timeout: 60_000, message: 'all pages are read' })
      .toBe(String(MANY))
    expect(await rows.count(), 'what is not seen is not drawn').toBeLessThan(40)
    expect(await page.locator('.rows [tabindex="0"]').count(), 'one stop in the Tab order').toBe(1)

    await page.locator('.rows [tabindex="0"]').focus()
    await page.keyboard.press('End')
    await expect.poll(() => page.locator(`.rows li[aria-posinset="${MANY}"]`).count()).toBe(1)
    const last = await rowAt(page, MANY)
    const beforeLast = await rowAt(page, MANY - 1)
    await expect.poll(() => focusedRow(page)).toBe(last)
    await page.keyboard.press('ArrowUp')
    await expect.poll(() => focusedRow(page)).toBe(beforeLast)

    // The row that has the focus goes to the top of the list; so does another.
    for (const id of [beforeLast, last, beforeLast]) {
      const client = await running.client('customer', `c${ids.indexOf(id)}`)
      await client.say('在吗')
    }
    await expect
      .poll(() => page.locator(`.rows li:has([data-id="${beforeLast}"])`).getAttribute('aria-posinset'), {
        timeout: 20_000,
      })
      .toBe('1')
    expect(await focusedRow(page), 'the focus went along').toBe(beforeLast)

    // It leaves the list: the neighbour has the focus, never the page.
    await openRareList(page, '机器人')
    const third = await rowAt(page, 3)
    const fourth = await rowAt(page, 4)
    await page.locator(`[data-id="${third}"]`).focus()
    const bo = await running.client('agent', 'bo')
    bo.send({ type: 'claim', conversation: third })
    await expect.poll(() => page.locator(`[data-id="${third}"]`).count(), { timeout: 20_000 }).toBe(0)
    await expect.poll(() => focusedRow(page)).toBe(fourth)
  })

  it('is narrowed by words, channel and language; a filter is kept over a reload, nonsense in its place is not', {
    timeout: 120_000,
  }, async () => {
    const running = await startProduct({ overrides: { pages: PAGES } })
    await seed(running, 60)
    const page = await (await openBrowser()).newPage()
    await openConsole(page, running)
    await page.locator('.filters button', { hasText: '全部' }).click()
    const size = () => page.locator('.rows li').first().getAttribute('aria-setsize')
    await expect.poll(size).toBe('60')
    await page.keyboard.press('/')
    expect(await page.evaluate('document.activeElement.id')).toBe('inbox-search')
    await page.keyboard.type('发票 wang')
    await expect.poll(() => page.locator('.rows li').count()).toBe(0)
    await page.locator('#inbox-search').fill('发票 ＪＯＨＮ')
    await page.locator('#inbox-search').dispatchEvent('keydown', { key: 'Escape', isComposing: true })
    expect(await page.locator('#inbox-search').inputValue()).toBe('发票 ＪＯＨＮ')
    await expect.poll(size).toBe('2')
    expect(await page.locator('.found').textContent()).toBe('在全部列表中找到 2 个')
    await page.keyboard.press('Escape')
    await expect.poll(size).toBe('60')
    await page.getByRole('button', { name: '筛选', exact: true }).click()
    await page.getByLabel('渠道').selectOption('wechat')
    await expect.poll(size).toBe('15')
    await page.getByLabel('筛选名称').fill('微信客户')
    await page.getByRole('button', { name: '保存', exact: true }).click()
    await page.reload()
    await page.locator('.saved button', { hasText: '微信客户' }).click()
    await expect.poll(size).toBe('15')
    await page.evaluate(`localStorage.setItem('tabdesk.filters.default.ann', '{"nonsense":[}')`)
    await page.reload()
    await page.locator('.filters').waitFor()
    expect(await page.locator('.saved').count()).toBe(0)
  })

  it.each([
    { locale: 'zh-CN', width: 1440, more: '更多', done: '已结束' },
    { locale: 'en-GB', width: 1280, more: 'More', done: 'Done' },
    { locale: 'en-GB', width: 1024, more: 'More', done: 'Done' },
    { locale: 'en-GB', width: 390, more: 'More', done: 'Done' },
  ] as const)('the lists stand in one row, the rare ones in a menu for keys: $locale, $width', async (looks) => {
    const running = await startProduct({ overrides: { pages: PAGES } })
    const ids = await seed(running, 30)
    for (const [at, conversation] of ids.entries())
      await running.product.store.move({
        tenant: 'default',
        conversation,
        move: at % 2 === 0 ? { type: 'handOff' } : { type: 'claim', agent: 'ann', agentName: '安安' },
        at: new Date().toISOString(),
      })
    const { page } = await openDesk(running, looks)
    const more = page.locator('.rare-filters > button')
    await page.locator('.filters .count.mine').waitFor()
    const rowsOfButtons = () =>
      page
        .locator('.filters > button, .rare-filters > button')
        .evaluateAll((all) => [...new Set(all.map((one) => Math.round(one.getBoundingClientRect().top)))])
    const rightEnd = () => more.evaluate((one) => one.getBoundingClientRect().right)
    const edge = await page.locator('nav.inbox').evaluate((one) => one.getBoundingClientRect().right)
    expect(await rowsOfButtons()).toHaveLength(1)
    expect(await rightEnd()).toBeLessThanOrEqual(edge)

    await more.focus()
    await page.keyboard.press('ArrowDown')
    const items = page.getByRole('menuitemradio')
    await items.first().waitFor()
    const focused = () => page.evaluate('document.activeElement.textContent')
    await expect.poll(focused).toBe(await items.first().textContent())
    expect(await axeFaults(page)).toEqual([])
    await page.keyboard.press('ArrowUp')
    expect(await focused()).toBe(looks.done)
    await page.keyboard.press('Escape')
    await expect.poll(() => items.count()).toBe(0)
    expect(await focused(), 'Esc changes nothing and goes back').toBe(looks.more)
    expect(await page.locator('.filters [aria-pressed="true"]').count()).toBe(1)

    await page.keyboard.press('Enter')
    await items.first().waitFor()
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await expect.poll(focused, { message: 'the one that is on has the name of the menu' }).toBe(looks.done)
    expect(await page.locator('.filters [aria-pressed="true"]').count()).toBe(0)
    expect(await rowsOfButtons()).toHaveLength(1)
    expect(await rightEnd()).toBeLessThanOrEqual(edge)

    await page.keyboard.press('Enter')
    await items.first().waitFor()
    expect(await items.last().getAttribute('aria-checked')).toBe('true')
    await page.keyboard.press('Tab')
    await expect.poll(() => items.count(), { message: 'Tab leaves it' }).toBe(0)
  })
})
