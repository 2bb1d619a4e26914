import { describe, expect, it } from 'vitest'
import { canBrowse } from './helpers/browser.ts'
import { openConsole } from './helpers/console-pages.ts'
import { openWidget } from './helpers/widget.ts'

describe.skipIf(!canBrowse)('what a page says of where the customer is', () => {
  it.each([
    ['zh-CN', '页面信息'],
    ['en-GB', 'What the page says'],
  ] as const)(
    'stands beside the conversation as unverified, follows the page, and is words only: %s',
    {
      timeout: 120_000,
    },
    async (locale, heading) => {
      const { page, ask, running } = await openWidget({ locale })
      const say = (said: object) => page.evaluate(`window.tabdesk.setContext(${JSON.stringify(said)})`)
      // Before there is a conversation: it is kept until there is.
      await say({ page: '商品详情', product: { sku: 'mug-01', name: '<img src=x onerror=alert(1)>粗陶马克杯' } })
      await ask('这个杯子能进微波炉吗')
      const { page: desk } = await openConsole(running, { locale })
      await desk.locator('.row').first().click()
      const said = desk.locator('.page-said')
      await said.getByText('粗陶马克杯').waitFor()
      expect(await said.locator('h2').textContent()).toContain(heading)
      expect(await said.locator('dd').last().textContent(), 'markup is words').toContain('<img src=x')
      expect(await said.locator('img').count()).toBe(0)
      await say({ page: '购物车', cart: [{ sku: 'lamp-2', qty: 2 }] })
      await said.getByText('cart.0.sku').waitFor()
      expect(await said.getByText('mug-01').count(), 'what is said replaces what was').toBe(0)
    },
  )

  it('is forgotten with the customer that it was said of', { timeout: 120_000 }, async () => {
    const { page, widget, ask, running } = await openWidget()
    const told: { conversation: string | undefined; said: unknown }[] = []
    page.on('request', (request) => {
      const [, conversation] = /conversations\/([^/]+)\/page$/.exec(request.url()) ?? []
      if (request.method() === 'PUT') told.push({ conversation, said: request.postDataJSON().said })
    })
    await page.evaluate(`window.tabdesk.setContext({ page: '购物车' })`)
    await ask('怎么退货')
    await expect.poll(() => told).toHaveLength(1)
    await page.evaluate(`window.tabdesk.identify(${JSON.stringify(await running.token('customer', 'mei'))})`)
    await widget.locator('.message').first().waitFor({ state: 'detached' })
    await ask('退货运费谁出')
    await widget.locator('.message.bot').first().waitFor()
    // Longer than the page's word rests; a word that comes later still is in the list.
    await page.waitForTimeout(1_000)
    await page.evaluate(`window.tabdesk.setContext({ page: '订单' })`)
    await expect.poll(() => told.at(-1)?.said).toEqual({ page: '订单' })
    expect(told.map(({ said }) => said)).toEqual([{ page: '购物车' }, { page: '订单' }])
    expect(new Set(told.map(({ conversation }) => conversation)).size, 'control: another conversation').toBe(2)
  })

  it('is told again where the server could not take it', { timeout: 120_000 }, async () => {
    const { page, ask, running } = await openWidget()
    let calls = 0
    await page.route('**/v1/conversations/*/page', (route) => {
      calls += 1
      return calls === 1 ? route.fulfill({ status: 503, json: { code: 'busy' } }) : route.continue()
    })
    await page.evaluate(`window.tabdesk.setContext({ page: '购物车' })`)
    await ask('怎么退货')
    const kept = async () => (await running.product.store.conversations('default', { limit: 1 }))[0]?.marks?.page
    await expect.poll(kept).toBeDefined()
    expect(calls).toBe(2)
  })

  it('is refused where it is too much, told to who builds the page, and takes nothing from the customer', {
    timeout: 120_000,
  }, async () => {
    const { page, widget, ask, running } = await openWidget()
    const warned: string[] = []
    page.on('console', (message) => warned.push(message.text()))
    await page.evaluate(`window.tabdesk.setContext({ cart: Array.from({ length: 99 }, (_, at) => at) })`)
    await ask('怎么退货')
    await expect.poll(() => warned.find((text) => text.includes('tabdesk.setContext'))).toContain('40 values at most')
    await widget.locator('.message.bot').first().waitFor()
    const [conversation] = await running.product.store.conversations('default', { limit: 1 })
    expect(conversation?.marks?.page).toBeUndefined()
    const thrown = await page.evaluate(`(() => {
      const round = {}
      round.self = round
      try { window.tabdesk.setContext(round) } catch (error) { return error.name }
    })()`)
    expect(thrown).toBe('TypeError')
  })
})
