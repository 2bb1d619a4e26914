import type { BrowserContext, Route } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { canBrowse, openBrowser } from './helpers/browser.ts'
import { startConsole, waitingCustomers } from './helpers/console-pages.ts'

const TIMEOUT = { timeout: 180_000 }
/** Milliseconds in which a page has said that nobody answers, and in which it has found out that somebody does again. */
const SAID_WITHIN_MS = 60_000
/** Often enough that a silent line is found out soon. */
const CONFIG = { heartbeatMs: 1_000 }

/** Between a page and its server: while it is silent every call is accepted and none is answered, over the socket and over HTTP. */
const between = async (context: BrowserContext, silent: boolean) => {
  const server = { silent, dialled: 0 }
  await context.routeWebSocket(/\/v1\/socket/, (page) => {
    if (server.silent) {
      server.dialled += 1
      // Opened here, and never heard of again.
      page.onMessage(() => {})
      return
    }
    const line = page.connectToServer()
    page.onMessage((frame) => {
      if (!server.silent) line.send(frame)
    })
    line.onMessage((frame) => {
      if (!server.silent) page.send(frame)
    })
  })
  await context.route(/\/v1\/(?!socket)/, (route) => (server.silent ? undefined : route.continue()))
  return server
}

describe.skipIf(!canBrowse)('a server that accepts and never answers', () => {
  it.each([
    ['from the first', true, 'zh-CN', /连不上/],
    ['in the middle', false, 'en-GB', /cannot be reached/],
  ] as const)(
    '%s: the widget says so through every try, keeps what is written, and goes on',
    TIMEOUT,
    async (_, isFirst, locale, words) => {
      const running = await startConsole({ config: CONFIG })
      const context = await openBrowser({ locale })
      const server = await between(context, isFirst)
      const page = await context.newPage()
      await page.goto(`${running.url}/widget`)
      const box = page.locator('.composer textarea')
      const ask = async (text: string) => {
        await box.fill(text)
        await box.press('Enter')
      }
      const banner = page.locator('.banner.wait')
      if (!isFirst) {
        await ask('怎么退货')
        await page.locator('.message.bot').waitFor()
        expect(await banner.count(), 'control: nothing is said of a server that answers').toBe(0)
        server.silent = true
      }
      await ask('发票抬头写错了能改吗')
      await banner.waitFor({ timeout: SAID_WITHIN_MS })
      expect(await banner.textContent()).toMatch(words)
      // It is said without a break: what counts the breaks is the page itself.
      await page.evaluate(`(() => {
        window.breaks = 0
        new MutationObserver(() => { if (!document.querySelector('.banner.wait')) window.breaks += 1 })
          .observe(document.body, { childList: true, subtree: true })
      })()`)
      const { dialled } = server
      if (!isFirst) await expect.poll(() => server.dialled, { timeout: SAID_WITHIN_MS }).toBeGreaterThan(dialled)
      expect(await page.evaluate('window.breaks')).toBe(0)
      expect(await page.locator('.message.pending').count()).toBe(1)
      server.silent = false
      await banner.waitFor({ state: 'detached', timeout: SAID_WITHIN_MS })
      await expect.poll(() => page.locator('.message.pending').count()).toBe(0)
      await expect.poll(() => page.locator('.message.customer').count()).toBe(isFirst ? 1 : 2)
    },
  )

  it(
    'before the chat is there: the page around it says so, lets the customer close it on a phone, and goes on',
    TIMEOUT,
    async () => {
      const running = await startConsole({ config: CONFIG })
      const context = await openBrowser({ width: 390, height: 844 })
      const server = await between(context, true)
      const tries: Route[] = []
      await context.route(/\/widget$/, (route) => void tries.push(route))
      const page = await context.newPage()
      await page.goto(`${running.url}/demo`)
      await page.waitForFunction('window.tabdesk !== undefined')
      const close = page.getByRole('button', { name: '收起客服窗口' })
      await page.evaluate('window.tabdesk.open()')
      await close.waitFor()
      expect(await page.getByText('客服窗口暂时打不开').count(), 'control: not at once').toBe(0)
      await page.getByText('客服窗口暂时打不开').waitFor({ timeout: SAID_WITHIN_MS })
      await close.click()
      await page.getByText('客服窗口暂时打不开').waitFor({ state: 'hidden' })
      await page.evaluate('window.tabdesk.open()')
      server.silent = false
      await expect.poll(() => tries.length, { message: 'it is asked for again' }).toBe(2)
      await tries[1]?.continue()
      await page.frameLocator('iframe').locator('.composer textarea').waitFor({ timeout: SAID_WITHIN_MS })
      expect(await page.getByText('客服窗口暂时打不开').count(), 'nothing is said any more').toBe(0)
      await close.waitFor({ state: 'hidden' })
    },
  )

  it.each([
    ['from the first', true, 'zh-CN'],
    ['in the middle', false, 'en-GB'],
  ] as const)('%s: the console says so, keeps the draft, and goes on', TIMEOUT, async (_, isFirst, locale) => {
    const running = await startConsole({ config: CONFIG })
    const [id = ''] = await waitingCustomers(running, [{ customer: 'c1', name: '王小明', text: '在吗' }])
    const context = await openBrowser({ locale })
    const server = await between(context, isFirst)
    const page = await context.newPage()
    await page.goto(`${running.url}/#token=${await running.token('agent', 'ann', { name: '安安' })}`)
    const banner = page.locator('.line-banner')
    if (!isFirst) {
      await page.locator('nav.inbox').waitFor()
      await page.evaluate(`location.hash = 'c=${id}'`)
      await page.locator('.message.customer').waitFor()
      await page.keyboard.press('Alt+a')
      await page.locator('#reply:not([readonly])').fill('写到一半')
      expect(await banner.count(), 'control: nothing is said of a server that answers').toBe(0)
      server.silent = true
    }
    await banner.waitFor({ timeout: SAID_WITHIN_MS })
    if (!isFirst) {
      // What a page of the console waits for has failed after a while, and can be asked for again.
      await page.evaluate(`location.hash = 'honesty'`)
      await page.locator('main:visible').getByRole('button', { name: /again/ }).waitFor({ timeout: SAID_WITHIN_MS })
      await page.evaluate(`location.hash = 'c=${id}'`)
      await expect.poll(() => page.locator('#reply').inputValue()).toBe('写到一半')
      expect(await banner.textContent()).toMatch(/kept: 1 draft/i)
    }
    server.silent = false
    await banner.waitFor({ state: 'detached', timeout: SAID_WITHIN_MS })
    await page.evaluate(`location.hash = 'c=${id}'`)
    await page.locator('.message.customer').waitFor()
  })
})
