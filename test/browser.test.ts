import type { FrameLocator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { canBrowse, openBrowser, PAGES } from './helpers/browser.ts'
import { type Running, startProduct } from './helpers/product.ts'

const start = (): Promise<Running> => startProduct({ overrides: { pages: PAGES } })

const openWidget = async (page: Page, url: string): Promise<FrameLocator> => {
  await page.goto(`${url}/demo`)
  const widget = page.frameLocator('iframe')
  if (
    !(await widget
      .locator('.composer textarea')
      .isVisible()
      .catch(() => false))
  )
    await page.evaluate('window.tabdesk && window.tabdesk.open()')
  await widget.locator('.composer textarea').waitFor()
  return widget
}

const openConsole = async (page: Page, running: Running): Promise<void> => {
  await page.goto(`${running.url}/#token=${await running.token('agent', 'ann', { name: '小安' })}`)
  await page.locator('nav.inbox').waitFor()
}

const ask = async (widget: FrameLocator, text: string): Promise<void> => {
  await widget.locator('.composer textarea').fill(text)
  await widget.locator('.composer textarea').press('Enter')
}

const claim = async (desk: Page): Promise<void> => {
  await desk.locator('.rows .row').first().click()
  await desk
    .getByRole('button', { name: /^(接入|Claim|Take)/ })
    .first()
    .click()
}

const ghostText = (page: Page) => page.locator('.ghost-layer .ghost').textContent()

describe.skipIf(!canBrowse)('in the browser', () => {
  it('customer asks → agent sees ghost text → Tab → Enter → customer reads it', { timeout: 120_000 }, async () => {
    const running = await start()
    const [customers, agents] = await Promise.all([openBrowser(), openBrowser()])
    const shop = await customers.newPage()
    const desk = await agents.newPage()
    const widget = await openWidget(shop, running.url)
    await openConsole(desk, running)
    expect(desk.url()).not.toContain('token')

    await ask(widget, '转人工')
    await widget.locator('.banner.queue').waitFor()
    expect(await widget.locator('.banner.queue').textContent()).toContain('1')
    await claim(desk)
    await ask(widget, '我的货到哪了呀')
    await expect.poll(() => ghostText(desk), { timeout: 15_000 }).toMatch(/订单 \d+3345 由顺丰速运配送/)
    const reply = desk.locator('#reply')
    await reply.focus()
    await desk.keyboard.press('Tab')
    await expect.poll(() => reply.inputValue()).toMatch(/^订单 \d+3345 由顺丰速运配送/)
    const accepted = await reply.inputValue()
    expect(await widget.locator('.message.agent').count(), 'Tab never sends').toBe(0)
    await desk.keyboard.press('Control+z')
    await expect.poll(() => reply.inputValue(), { message: 'one undo step' }).toBe('')
    await desk.keyboard.press('Tab')
    await expect.poll(() => reply.inputValue()).toBe(accepted)
    await desk.keyboard.press('Enter')
    await widget.locator('.message.agent').waitFor()
    expect(await widget.locator('.message.agent .bubble').textContent()).toContain(accepted.slice(0, 20))
    await expect
      .poll(async () => (await running.call('/metrics')).body, { timeout: 10_000 })
      .toMatch(/tabdesk_suggestions_total\{outcome="accepted"\} 1/)
  })

  it('never takes Tab or Enter from an input method, and takes a word at a time', { timeout: 120_000 }, async () => {
    const running = await start()
    const customer = await running.client('customer', 'demo')
    await customer.say('转人工')
    const context = await openBrowser({ locale: 'en-GB' })
    const desk = await context.newPage()
    await openConsole(desk, running)
    await claim(desk)
    // Until the server has it, the bot still answers.
    await customer.next((frame) => frame.type === 'status' && frame.state === 'assigned')
    await customer.say('wheres my parcel')
    await expect.poll(() => ghostText(desk), { timeout: 15_000 }).toMatch(/^Order \d+3345/)
    const reply = desk.locator('#reply')
    await reply.focus()
    await desk.keyboard.press('Control+ArrowRight')
    await expect.poll(() => reply.inputValue()).toMatch(/^Order ?$/)
    await desk.keyboard.press('Control+a')
    await desk.keyboard.press('Delete')
    const keys = await context.newCDPSession(desk)
    await keys.send('Input.imeSetComposition', { text: 'ni', selectionStart: 2, selectionEnd: 2 })
    await expect.poll(() => ghostText(desk)).toBe('')
    for (const key of ['Tab', 'Enter'] as const) {
      await desk.evaluate(
        `document.querySelector('#reply').dispatchEvent(new KeyboardEvent('keydown', { key: '${key}', keyCode: 229, isComposing: true, bubbles: true, cancelable: true }))`,
      )
      expect(await reply.inputValue(), key).toBe('ni')
    }
    await keys.send('Input.insertText', { text: '你' })
    expect(customer.ofType('event').some((event) => event.from.role === 'agent')).toBe(false)
  })

  it('Tab moves the focus where there is no ghost, and after Esc', { timeout: 120_000 }, async () => {
    const running = await start()
    const customer = await running.client('customer', 'demo')
    await customer.say('转人工')
    const context = await openBrowser()
    const desk = await context.newPage()
    await openConsole(desk, running)
    await claim(desk)
    // Until the server has it, the bot still answers.
    await customer.next((frame) => frame.type === 'status' && frame.state === 'assigned')
    await customer.say('我的货到哪了呀')
    await expect.poll(() => ghostText(desk), { timeout: 15_000 }).toMatch(/^订单/)
    await desk.locator('#reply').focus()
    await desk.keyboard.press('Escape')
    await expect.poll(() => ghostText(desk)).toBe('')
    await desk.keyboard.press('Tab')
    expect(await desk.evaluate('document.activeElement.id')).not.toBe('reply')
    expect(await desk.locator('#reply').inputValue()).toBe('')
  })

  it('a customer in English on a dark phone gets an answer, its source, and a person on request', {
    timeout: 120_000,
  }, async () => {
    const running = await start()
    const context = await openBrowser({ width: 375, height: 740, dark: true, locale: 'en-GB' })
    const shop = await context.newPage()
    const widget = await openWidget(shop, running.url)
    await ask(widget, 'wheres my parcel')
    await widget.locator('.message.bot').waitFor()
    expect(await widget.locator('.message.bot .bubble').textContent()).toMatch(/Order \d+3345 is with SF Express/)
    expect(await widget.locator('.message.bot details.sources').textContent()).toContain('track-parcel title')
    expect(await shop.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)
    await widget.locator('.person-button').click()
    await widget.locator('.banner.queue').waitFor()
  })
})
