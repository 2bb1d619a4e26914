import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { canBrowse, openBrowser } from './helpers/browser.ts'
import { ghostText, openConsole, startConsole } from './helpers/console-pages.ts'

const TIMEOUT = { timeout: 120_000 }

/** A shop's page as strict as can be that still takes the widget, and that swaps what it shows without loading anew. */
const shopPage = (widget: string): string => `<!doctype html><html lang="en"><head><title>Shop</title>
<meta name="viewport" content="width=device-width"></head><body><main>Page one</main>
<script async src="${widget}/widget.js" data-locale="en"></script></body></html>`

const startShop = async (widget: string): Promise<string> => {
  const csp = `default-src 'none'; script-src ${widget}; frame-src ${widget}; style-src 'none'; connect-src 'none'; require-trusted-types-for 'script'`
  const server = createServer((_, reply) =>
    reply.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': csp }).end(shopPage(widget)),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe.skipIf(!canBrowse)('the twelve tests of the faces: what stands nowhere else', () => {
  it('a ghost goes while an input method composes and is back after it; readers hear of it once', TIMEOUT, async () => {
    const running = await startConsole()
    const customer = await running.client('customer', 'demo')
    const { conversation } = await customer.say('转人工')
    const { page, context } = await openConsole(running)
    await page.evaluate(`location.hash = 'c=${conversation}'`)
    await page.locator('.message.customer').waitFor()
    await page.keyboard.press('Alt+a')
    await customer.next((frame) => frame.type === 'status' && frame.state === 'assigned')
    await page.evaluate(`
      window.heard = []
      new MutationObserver(() => {
        const said = document.querySelector('#ghost-said + [role=status]')?.textContent ?? ''
        if (said !== '' && window.heard.at(-1) !== said) window.heard.push(said)
      }).observe(document.body, { subtree: true, childList: true, characterData: true })
    `)
    await customer.say('我的货到哪了呀')
    await expect.poll(() => ghostText(page), { timeout: 20_000 }).toMatch(/^订单/)
    const first = (await ghostText(page)) ?? ''
    await expect.poll(() => page.evaluate('window.heard.length')).toBe(1)
    expect(await page.evaluate('window.heard[0]')).toContain(first)
    await page.locator('#reply').focus()
    const keys = await context.newCDPSession(page)
    await keys.send('Input.imeSetComposition', { text: 'ding', selectionStart: 4, selectionEnd: 4 })
    await expect.poll(() => ghostText(page)).toBe('')
    await keys.send('Input.insertText', { text: '订单' })
    await expect.poll(() => page.locator('#reply').inputValue()).toBe('订单')
    await expect.poll(() => ghostText(page), { message: 'back, behind what was typed' }).toMatch(/^ \d+3345/)
    const heard = (await page.evaluate('window.heard')) as string[]
    expect(new Set(heard).size, 'nothing is said twice').toBe(heard.length)
  })

  it(
    'the widget works on a page with a strict CSP, over its own navigation and a reload, 320 px wide',
    TIMEOUT,
    async () => {
      const running = await startConsole()
      const shop = await startShop(running.url)
      const context = await openBrowser({ width: 320, height: 640, locale: 'en-GB' })
      const refused: string[] = []
      context.on('console', (said) => {
        if (/content security policy/i.test(said.text())) refused.push(said.text())
      })
      const page = await context.newPage()
      await page.goto(shop)
      await expect.poll(() => page.evaluate('window.tabdesk !== undefined')).toBe(true)
      await page.evaluate('window.tabdesk.open()')
      const widget = page.frameLocator('iframe')
      await widget.locator('.composer textarea').fill('我的货到哪了呀')
      await widget.locator('.composer textarea').press('Enter')
      await widget.locator('.message.bot').waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)
      // The page goes elsewhere without loading anew, as single-page shops do.
      await page.evaluate(`history.pushState({}, '', '/two'); document.querySelector('main').textContent = 'Page two'`)
      await widget.locator('.message.bot').waitFor()
      await page.reload()
      await expect.poll(() => page.evaluate('window.tabdesk !== undefined')).toBe(true)
      await page.evaluate('window.tabdesk.open()')
      await widget.locator('.message.customer', { hasText: '我的货到哪了呀' }).waitFor()
      await widget.locator('.message.bot').waitFor()
      expect(await widget.locator('.message.customer').count()).toBe(1)
      expect(refused).toEqual([])
    },
  )

  it('the report of an evaluation opens from a file, without a request and without an error', TIMEOUT, async () => {
    const context = await openBrowser()
    const page = await context.newPage()
    const asked: string[] = []
    const errors: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    page.on('console', (said) => {
      if (said.type() === 'error') errors.push(said.text())
    })
    const report = new URL('../eval/report/report.html', import.meta.url)
    await page.goto(report.href)
    await page.locator('h1').first().waitFor()
    expect(asked.filter((url) => url !== report.href && !url.startsWith('data:'))).toEqual([])
    expect(errors).toEqual([])
  })
})
