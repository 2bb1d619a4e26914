import type { WebSocketRoute } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { canBrowse, openBrowser, PAGES } from './helpers/browser.ts'
import { startProduct } from './helpers/product.ts'

/** Milliseconds, more than the longest pause between two attempts. */
const RECONNECTED_MS = 60_000
/** Milliseconds, more than until a part that was lost some times is asked for again. */
const AGAIN_MS = 60_000
/** As before Chromium 156: an import that failed has failed for the page's life. */
const KEEPS_FAILED = { args: ['--disable-blink-features=ModuleMapDoNotCacheFailedFetch'] }
const REST = '**/assets/rest-*.js'

describe.skipIf(!canBrowse)('the first load of the widget', () => {
  it('is enough to read the greeting and send a first message; the rest is fetched once the picture stands', {
    timeout: 120_000,
  }, async () => {
    const { product, url } = await startProduct({ overrides: { pages: PAGES } })
    const context = await openBrowser()
    const page = await context.newPage()
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await page.route(REST, async (route) => {
      await held
      await route.continue()
    })
    await page.goto(`${url}/demo`)
    await page.waitForFunction('window.tabdesk !== undefined')
    await page.evaluate('window.tabdesk.open()')
    const widget = page.frameLocator('iframe')
    await widget.getByText('您好，有什么可以帮您？').waitFor()
    const box = widget.locator('.composer textarea')
    await box.fill('我的货到哪了呀')
    await box.press('Enter')
    const sent = async () => {
      const [conversation] = await product.store.conversations('default', { limit: 1 })
      return (
        conversation &&
        (await product.store.events('default', conversation.id, { after: 0, limit: 1 }))?.events[0]?.text
      )
    }
    await expect.poll(sent).toBe('我的货到哪了呀')
    const at = (part: string) => asked.findIndex((path) => path.includes(part))
    expect(at('/first-texts-zh')).toBeGreaterThan(0)
    await expect.poll(() => at('/rest-')).toBeGreaterThan(at('/first-texts-zh'))
    expect(await widget.locator('.message').count(), 'control: what shows messages is not there yet').toBe(0)
    release()
    await widget.locator('.message.customer:not(.pending)', { hasText: '我的货到哪了呀' }).waitFor()
    await widget.locator('.message.bot').waitFor()
    expect(
      asked.filter((path) => /texts-en/.test(path)),
      'words of the other language',
    ).toEqual([])
  })

  it('brings what is needed without a network before anybody has said anything', { timeout: 120_000 }, async () => {
    const { url } = await startProduct({ overrides: { pages: PAGES } })
    const context = await openBrowser({ locale: 'en-GB' })
    let cut = false
    const lines: WebSocketRoute[] = []
    await context.routeWebSocket(/\/v1\/socket/, (line) => {
      if (cut) return void line.close({ code: 1006 })
      lines.push(line)
      line.connectToServer()
    })
    const fetched: string[] = []
    await context.route(/\/(?:v1|assets)\//, (route) => (cut ? route.abort('internetdisconnected') : route.continue()))
    context.on('requestfinished', (request) => fetched.push(new URL(request.url()).pathname))
    const page = await context.newPage()
    await page.goto(`${url}/demo`)
    await page.waitForFunction('window.tabdesk !== undefined')
    await page.evaluate('window.tabdesk.open()')
    const widget = page.frameLocator('iframe')
    await widget.getByText('Hello! How can we help?').waitFor()
    for (const part of ['/rest-', '/more-texts-en-'])
      await expect.poll(() => fetched.some((path) => path.includes(part)), { message: part }).toBe(true)
    await expect.poll(() => lines.length).toBeGreaterThan(0)

    cut = true
    for (const line of lines) await line.close({ code: 1006 })
    await widget.getByText('We cannot be reached right now').waitFor()
    const box = widget.locator('.composer textarea')
    await box.fill('wheres my parcel')
    await box.press('Enter')
    await widget.locator('.message.pending', { hasText: 'wheres my parcel' }).waitFor()
    await widget
      .locator('input[type=file]')
      .setInputFiles({ name: 'label.txt', mimeType: 'text/plain', buffer: Buffer.from('a label') })
    await widget.locator('.sending-files .failed', { hasText: 'label.txt' }).waitFor()
    expect(await widget.getByText('This part could not be loaded').count()).toBe(0)

    cut = false
    const sent = widget.locator('.message.customer:not(.pending)', { hasText: 'wheres my parcel' })
    await sent.waitFor({ timeout: RECONNECTED_MS })
  })

  it.each(['rest-', 'more-texts-zh-'])(
    'shows what was said though the first requests for %s were lost',
    { timeout: 120_000 },
    async (part) => {
      const { url } = await startProduct({ overrides: { pages: PAGES } })
      const page = await (await openBrowser(KEEPS_FAILED)).newPage()
      let lost = 0
      let isLost = true
      await page.route(`**/assets/${part}*.js`, (route) => {
        if (!isLost) return route.continue()
        lost += 1
        // A network that is gone, and a proxy without a server behind it.
        return lost % 2 === 1 ? route.abort('connectionreset') : route.fulfill({ status: 503, body: '' })
      })
      await page.goto(`${url}/demo`)
      await page.waitForFunction('window.tabdesk !== undefined')
      await page.evaluate('window.tabdesk.open()')
      const widget = page.frameLocator('iframe')
      const box = widget.locator('.composer textarea')
      await box.fill('我的货到哪了呀')
      await box.press('Enter')
      const missing = widget.getByText('这部分没有加载出来')
      await missing.first().waitFor()
      expect(await missing.count(), 'said once').toBe(1)
      await expect.poll(() => lost, { timeout: AGAIN_MS }).toBeGreaterThan(1)
      expect(await widget.locator('.message').count(), 'control: what shows messages is not there').toBe(0)
      isLost = false
      await widget.locator('.message.customer', { hasText: '我的货到哪了呀' }).waitFor({ timeout: AGAIN_MS })
      await widget.locator('.message.bot').waitFor()
      expect(await missing.count()).toBe(0)
    },
  )

  it('says its first words though the first request for them was lost', { timeout: 120_000 }, async () => {
    const { url } = await startProduct({ overrides: { pages: PAGES } })
    const page = await (await openBrowser(KEEPS_FAILED)).newPage()
    let lost = 0
    await page.route('**/assets/first-texts-zh-*.js', (route) => {
      lost += 1
      return lost === 1 ? route.abort('connectionreset') : route.continue()
    })
    await page.goto(`${url}/demo`)
    await page.waitForFunction('window.tabdesk !== undefined')
    await page.evaluate('window.tabdesk.open()')
    await page.frameLocator('iframe').getByText('您好，有什么可以帮您？').waitFor({ timeout: AGAIN_MS })
    expect(lost, 'control: the first was lost').toBeGreaterThan(1)
  })
})
