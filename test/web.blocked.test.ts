import { expect, it, onTestFinished } from 'vitest'
import { canBrowse, openBrowser, PAGES } from './helpers/browser.ts'
import { startProduct } from './helpers/product.ts'

/** Runs in the page: what a proxy that knows no WebSockets does. */
const WITHOUT_SOCKETS = `window.WebSocket = class {
  constructor() { setTimeout(() => this.onclose && this.onclose({ code: 1006 }), 5) }
  send() {}
  close() {}
}`

it.skipIf(!canBrowse).each([
  ['server-sent events', false],
  ['polling, where these are held back', true],
])('where WebSockets are blocked a customer talks over %s', { timeout: 120_000 }, async (_, heldBack) => {
  const running = await startProduct({ overrides: { pages: PAGES } })
  const context = await openBrowser()
  await context.addInitScript(WITHOUT_SOCKETS)
  const asked: string[] = []
  const ended = new AbortController()
  onTestFinished(() => ended.abort())
  await context.route('**/v1/streams/**', async (route) => {
    const events = route.request().headers()['accept']?.includes('text/event-stream') === true
    asked.push(`${route.request().method()} ${events ? 'events' : 'plain'}`)
    if (!(heldBack && events)) return route.continue()
    // Held back by a proxy: the server answers, and nothing of it ever comes.
    const { signal } = ended
    await fetch(route.request().url(), { headers: route.request().headers(), signal }).catch(() => undefined)
  })
  const page = await context.newPage()
  await page.goto(`${running.url}/demo`)
  const widget = page.frameLocator('iframe')
  await page.waitForFunction('window.tabdesk !== undefined')
  await page.evaluate('window.tabdesk.open()')
  const box = widget.locator('.composer textarea')
  await box.fill('请问怎么退货')
  await box.press('Enter')
  await widget.locator('.message.bot').first().waitFor({ timeout: 30_000 })
  expect(await widget.locator('.message.customer').count()).toBe(1)
  expect(asked).toContain('POST plain')
  expect(asked.includes('GET plain')).toBe(heldBack)
})
