import type { BrowserContext, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { canBrowse, openBrowser } from './helpers/browser.ts'
import { ghostText, startConsole, waitingCustomers } from './helpers/console-pages.ts'
import { freePort } from './helpers/free-port.ts'
import type { Running } from './helpers/product.ts'

const TIMEOUT = { timeout: 180_000 }
/** Milliseconds by which a late server is late: more than any step of a page waits for by itself. */
const LATE_MS = 1_200

/** Frames that make no sense, or name things that nobody knows. */
const NONSENSE = [
  'no JSON',
  '',
  'null',
  '[]',
  '42',
  '{}',
  '{"type":"unheard_of","conversation":"x"}',
  '{"type":"event"}',
  '{"type":"event","conversation":7,"seq":"one","from":null}',
  '{"type":"status","conversation":"nowhere"}',
  '{"type":"suggestions","conversation":"nowhere","suggestions":null}',
  '{"type":"context","conversation":"nowhere","card":null}',
  '{"type":"nack","code":null}',
  '{"type":"nack","re":"claim","code":"unheard_of","message":"<b>x</b>"}',
  '{"type":"ack","cid":"unknown"}',
  '{"type":"receipt","conversation":"nowhere"}',
  '{"type":"typing","by":null}',
]

/** What comes between the server and the page, frame by frame. */
const FAULTS: Record<string, (text: string, send: (text: string) => void) => void> = {
  late: (text, send) => setTimeout(() => send(text), LATE_MS),
  twice: (text, send) => {
    send(text)
    send(text)
  },
  'with nonsense between': (text, send) => {
    send(text)
    for (const frame of NONSENSE) send(frame)
  },
}

const between = (context: BrowserContext, fault: (typeof FAULTS)[string]): Promise<void> =>
  context.routeWebSocket(/\/v1\/socket/, (socket) => {
    const server = socket.connectToServer()
    server.onMessage((frame) => fault(String(frame), (text) => socket.send(text)))
  })

const openDesk = async (context: BrowserContext, running: Running, token?: string): Promise<Page> => {
  const page = await context.newPage()
  await page.goto(`${running.url}/#token=${token ?? (await running.token('agent', 'ann', { name: '安安' }))}`)
  await page.locator('nav.inbox').waitFor()
  return page
}

const openShop = async (context: BrowserContext, running: Running) => {
  const page = await context.newPage()
  await page.goto(`${running.url}/demo`)
  await page.waitForFunction('window.tabdesk !== undefined')
  await page.evaluate('window.tabdesk.open()')
  const widget = page.frameLocator('iframe')
  const box = widget.locator('.composer textarea')
  await box.waitFor()
  const ask = async (text: string) => {
    await box.fill(text)
    await box.press('Enter')
  }
  return { page, widget, ask }
}

describe.skipIf(!canBrowse)('a server that is', () => {
  it.each(Object.keys(FAULTS))(
    '%s: a customer asks, an agent answers, everything stands once',
    TIMEOUT,
    async (name) => {
      const fault = FAULTS[name] ?? (() => {})
      const running = await startConsole()
      const [customers, agents] = await Promise.all([openBrowser(), openBrowser()])
      await between(customers, fault)
      await between(agents, fault)
      const { widget, ask } = await openShop(customers, running)
      await ask('转人工')
      await widget.locator('.banner.queue').waitFor()
      const desk = await openDesk(agents, running)
      await desk.locator('.rows .row').first().click()
      await desk.keyboard.press('Alt+a')
      await expect.poll(() => desk.locator('.thread-who p').textContent()).toContain('由你接待')
      await ask('我的货到哪了呀')
      await expect.poll(() => ghostText(desk), { timeout: 20_000 }).toMatch(/^订单/)
      await desk.locator('#reply').focus()
      await desk.keyboard.press('Tab')
      await desk.keyboard.press('Control+Enter')
      await widget.locator('.message.agent').waitFor()
      await expect.poll(() => widget.locator('.message:is(.customer, .agent):not(.pending)').count()).toBe(3)
      await expect.poll(() => desk.locator('.message:is(.customer, .agent):not(.pending)').count()).toBe(3)
      expect(await widget.locator('.message.pending').count()).toBe(0)
      const [{ id = '' } = {}] = await running.product.store.conversations('default', { limit: 1 })
      const log = await running.product.store.events('default', id, { after: 0, limit: 50 })
      expect(log?.events.filter(({ from }) => from.role === 'agent' || from.role === 'customer')).toHaveLength(3)
    },
  )

  it('rid of a token: signs the agent out in words, keeps the draft, and takes them back', TIMEOUT, async () => {
    const port = await freePort()
    const running = await startConsole({ config: { port } })
    const [id = ''] = await waitingCustomers(running, [{ customer: 'c1', name: '王小明', text: '在吗' }])
    const context = await openBrowser()
    const page = await openDesk(context, running)
    await page.evaluate(`location.hash = 'c=${id}'`)
    await page.locator('.message.customer').waitFor()
    await page.keyboard.press('Alt+a')
    await page.locator('#reply:not([readonly])').fill('写到一半')
    // Another secret: no token of before is taken any more.
    await running.close()
    const again = await startConsole({
      config: { port, jwtSecret: 'another-secret-of-more-than-32-bytes-for-tests' },
      dataDir: running.dataDir,
    })
    await page.locator('.sign-in-card .problem').waitFor({ timeout: 60_000 })
    await page.locator('#token').fill(await again.token('agent', 'ann', { name: '安安' }))
    await page.locator('#token').press('Enter')
    await page.locator('nav.inbox').waitFor()
    await page.locator('.rows .row').first().click()
    await expect.poll(() => page.locator('#reply').inputValue()).toBe('写到一半')
  })

  it(
    'of another mind about a role in mid-session: what was done goes back in words, and the desk works on',
    TIMEOUT,
    async () => {
      const running = await startConsole()
      const [id = ''] = await waitingCustomers(running, [{ customer: 'c1', name: '王小明', text: '在吗' }])
      const context = await openBrowser()
      let revoked = false
      await context.routeWebSocket(/\/v1\/socket/, (socket) => {
        const server = socket.connectToServer()
        socket.onMessage((text) => {
          const { type, cid } = JSON.parse(String(text)) as { type: string; cid?: string }
          if (!revoked || type === 'ping') return server.send(text)
          const nack = { type: 'nack', re: type, code: 'forbidden', message: 'not for this role', retryable: false }
          socket.send(JSON.stringify({ ...nack, ...(cid !== undefined && { cid }) }))
        })
      })
      const page = await openDesk(context, running)
      await page.evaluate(`location.hash = 'c=${id}'`)
      await page.locator('.message.customer').waitFor()
      revoked = true
      await context.route('**/v1/**', (route) =>
        route.fulfill({ status: 403, json: { code: 'forbidden', detail: 'not for this role' } }),
      )
      await page.keyboard.press('Alt+a')
      await page.locator('.notice').waitFor()
      expect(await page.locator('.notice').textContent()).toMatch(/不能|没有权限|不允许/)
      await expect.poll(() => page.locator('.thread-who p').textContent()).not.toContain('由你接待')
      await page.evaluate(`location.hash = 'honesty'`)
      await page
        .locator('main:visible')
        .getByRole('button', { name: /再试|重试/ })
        .or(page.locator('main:visible [role=alert]'))
        .first()
        .waitFor()
      await page.evaluate(`location.hash = 'c=${id}'`)
      revoked = false
      await context.unroute('**/v1/**')
      await page.keyboard.press('Alt+a')
      await expect.poll(() => page.locator('.thread-who p').textContent()).toContain('由你接待')
    },
  )

  it('broken or not itself over HTTP: each page says so and offers to try again', TIMEOUT, async () => {
    const running = await startConsole()
    const [id = ''] = await waitingCustomers(running, [{ customer: 'c1', name: '王小明', text: '在吗' }])
    for (const answer of [
      { status: 500, body: 'Internal Server Error' },
      { status: 200, contentType: 'text/html', body: '<!doctype html><script>top.hostileRan=1</script>' },
      { status: 200, json: null },
    ]) {
      const context = await openBrowser()
      await context.route(/\/v1\/(?!socket|about)/, (route) => route.fulfill(answer))
      const page = await openDesk(context, running)
      const what = JSON.stringify(answer)
      await page.evaluate(`location.hash = 'c=${id}'`)
      await expect.poll(() => page.locator('.thread').first().textContent(), { message: what }).not.toBe('')
      for (const place of ['honesty', 'settings/tags']) {
        await page.evaluate(`location.hash = '${place}'`)
        await expect
          .poll(() => page.locator('main:visible').textContent(), { message: `${what} at ${place}` })
          .toMatch(/再试|重试|失败|没有取到|读不到|出错/)
      }
      await page.evaluate(`location.hash = ''`)
      await page.keyboard.press('Control+k')
      await page.locator('.palette').waitFor()
      await context.close()
    }
  })
})
