import type { WebSocketRoute } from 'playwright-core'
import { expect, it } from 'vitest'
import { loadConfig } from '../src/config.ts'
import { canBrowse, openBrowser, PAGES } from './helpers/browser.ts'
import { startProduct } from './helpers/product.ts'

const HOUR_MS = 3_600_000

/** The shop's page with its widget open; a service that cannot be reached takes nothing from the pages, which are in the cache. */
const openShop = async () => {
  const running = await startProduct({
    overrides: { pages: PAGES },
    // Fewer than are written at once: some are refused for a while.
    config: { limits: { ...loadConfig({}).limits, customerPerSecond: 10, customerBurst: 10 } },
  })
  const context = await openBrowser()
  await context.clock.install()
  const lines = new Set<WebSocketRoute>()
  let cut = false
  await context.routeWebSocket(/\/v1\/socket/, (line) => {
    if (cut) return void line.close({ code: 1006 })
    lines.add(line)
    line.connectToServer()
  })
  await context.route('**/v1/**', (route) => (cut ? route.abort('internetdisconnected') : route.continue()))
  const open = async () => {
    const page = await context.newPage()
    await page.goto(`${running.url}/demo`)
    const tab = {
      page,
      widget: page.frameLocator('iframe'),
      open: async () => {
        await page.waitForFunction('window.tabdesk !== undefined')
        await page.evaluate('window.tabdesk.open()')
        await tab.box().waitFor()
      },
      box: () => page.frameLocator('iframe').locator('.composer textarea'),
      write: async (texts: string[]) => {
        for (const text of texts) {
          await tab.box().fill(text)
          await tab.box().press('Enter')
        }
      },
      /** What the customer has said, as the tab shows it. */
      own: () => page.frameLocator('iframe').locator('.message.customer .bubble').allTextContents(),
    }
    await tab.open()
    return tab
  }
  return {
    running,
    context,
    open,
    network: async (up: boolean) => {
      cut = !up
      if (!cut) return
      for (const line of lines) await line.close({ code: 1001 })
      lines.clear()
    },
  }
}

const texts = (from: number) => Array.from({ length: 10 }, (_, index) => `第 ${from + index} 条：包裹还没收到`)

it.skipIf(!canBrowse)(
  '[W3] [W7] an hour without network, a reload and a second tab: all that was written arrives once and in order',
  { timeout: 180_000 },
  async () => {
    const { running, context, open, network } = await openShop()
    const first = await open()
    await first.write(['你好'])
    await first.widget.locator('.message.bot').first().waitFor()

    await network(false)
    await first.widget.locator('.banner.wait').waitFor()
    await first.write(texts(1))
    const second = await open()
    await expect.poll(second.own, { timeout: 20_000 }).toEqual(texts(1))
    await second.write(texts(11))
    await expect.poll(async () => (await first.own()).slice(-20)).toEqual([...texts(1), ...texts(11)])
    await first.page.reload()
    await first.open()
    await expect.poll(first.own, { timeout: 20_000 }).toEqual([...texts(1), ...texts(11)])
    await first.write(texts(21))
    await context.clock.fastForward(HOUR_MS)

    const written = ['你好', ...texts(1), ...texts(11), ...texts(21)]
    await network(true)
    // What a browser tells its pages when the network is back.
    for (const tab of [first, second]) await tab.widget.locator('body').evaluate('dispatchEvent(new Event("online"))')
    const log = async () => {
      const [conversation] = await running.product.store.conversations('default', { limit: 1 })
      const page = await running.product.store.events('default', conversation?.id ?? '', { after: 0, limit: 500 })
      return page?.events.filter(({ from }) => from.role === 'customer').map(({ text }) => text)
    }
    await expect.poll(log, { timeout: 60_000 }).toEqual(written)
    for (const tab of [first, second]) {
      await expect.poll(tab.own, { timeout: 60_000 }).toEqual(written)
      await expect.poll(() => tab.widget.locator('.message.pending').count()).toBe(0)
    }
    expect(await log(), 'and nothing comes after').toEqual(written)
  },
)
