import { describe, expect, it } from 'vitest'
import { canBrowse } from './helpers/browser.ts'
import { openConsole, startConsole } from './helpers/console-pages.ts'

const TIMEOUT = { timeout: 180_000 }

const atCustomer = async (locale: 'zh-CN' | 'en-GB' = 'zh-CN') => {
  const running = await startConsole()
  const customer = await running.client('customer', 'demo')
  const { conversation } = await customer.say('转人工')
  const { page } = await openConsole(running, { locale })
  await page.locator('.rows .row').first().click()
  await page.keyboard.press('Alt+a')
  await customer.next((frame) => frame.type === 'status' && frame.state === 'assigned')
  await page.locator('#reply').focus()
  const replies = () => customer.ofType('event').filter(({ from, kind }) => from.role === 'agent' && kind === 'text')
  return { running, customer, conversation, page, replies }
}

describe.skipIf(!canBrowse)('the reply box', () => {
  it('a reply can be taken back for some seconds, by Esc or Ctrl-Z, and goes out after them', TIMEOUT, async () => {
    const { page, replies } = await atCustomer()
    const box = page.locator('#reply')
    await page.keyboard.type('马上帮您查')
    await page.keyboard.press('Enter')
    // Who types on at once must not type behind what was sent.
    await page.keyboard.type('x')
    expect(await box.inputValue()).toBe('x')
    await page.keyboard.press('Backspace')
    await page.locator('.held').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => box.inputValue()).toBe('马上帮您查')
    // However fast the next key: the box is empty before the one that sent has been dealt with.
    const left = await page.evaluate(`(() => {
      const box = document.querySelector('#reply')
      box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true }))
      return box.value
    })()`)
    expect(left).toBe('')
    await page.locator('.held').waitFor()
    await page.keyboard.press('Control+z')
    await expect.poll(() => box.inputValue()).toBe('马上帮您查')
    expect(replies()).toEqual([])
    await page.keyboard.press('Enter')
    await expect.poll(() => replies().length, { timeout: 20_000 }).toBe(1)
    expect(await page.locator('.held').count()).toBe(0)
    await page.keyboard.type('这条立刻发')
    await page.keyboard.press('Control+Enter')
    expect(await page.locator('.held').count(), 'Ctrl-Enter holds nothing').toBe(0)
    await expect.poll(() => replies().map(({ text }) => text)).toEqual(['马上帮您查', '这条立刻发'])
  })

  it('who leaves the page has sent; drafts of reply and note are there after it', TIMEOUT, async () => {
    const { page, replies } = await atCustomer()
    const box = page.locator('#reply')
    await page.keyboard.type('您的退款已经批准')
    await page.keyboard.press('Enter')
    await page.locator('.held').waitFor()
    await page.keyboard.type('还有一件事')
    await page.keyboard.press('Alt+p')
    await expect.poll(() => box.inputValue()).toBe('')
    await page.keyboard.type('已核实地址')
    await page.reload()
    await expect.poll(() => replies().map(({ text }) => text), { timeout: 20_000 }).toEqual(['您的退款已经批准'])
    await expect.poll(() => box.inputValue()).toBe('还有一件事')
    await page.keyboard.press('Alt+p')
    await expect.poll(() => box.inputValue()).toBe('已核实地址')
    await page.keyboard.press('Alt+l')
    await expect.poll(() => box.inputValue()).toBe('还有一件事')
  })

  it(
    'canned answers, values of the order and emoji are chosen while typing, never from within an input method',
    TIMEOUT,
    async () => {
      const { page, context } = await atCustomer().then(({ page, ...rest }) => ({
        ...rest,
        page,
        context: page.context(),
      }))
      const box = page.locator('#reply')
      const options = page.locator('.picker [role="option"]')
      await page.keyboard.type('/稍等')
      await expect.poll(() => options.first().textContent()).toBe('请您稍等，我帮您查一下。')
      expect(await box.getAttribute('aria-activedescendant')).toBe('pick-0')
      await page.keyboard.press('Enter')
      expect(await box.inputValue()).toBe('请您稍等，我帮您查一下。')
      await page.locator('.context .customer-card').waitFor()
      await page.keyboard.type('订单 {{order.n')
      await expect.poll(() => options.first().textContent()).toMatch(/订单号\d{14}/)
      await page.keyboard.press('Tab')
      await expect.poll(() => box.inputValue()).toMatch(/^请您稍等，我帮您查一下。订单 \d{14}$/)
      await page.keyboard.press('Control+z')
      await expect.poll(() => box.inputValue(), { message: 'one step of undo' }).toMatch(/\{\{order\.n$/)
      await page.keyboard.press('End')
      await options.first().waitFor()
      await page.keyboard.press('Escape')
      await expect.poll(() => options.count()).toBe(0)
      expect(await page.evaluate('document.activeElement.id'), 'Esc closes the list first').toBe('reply')
      await page.keyboard.press('Control+a')
      await page.keyboard.type('谢谢 :heart')
      await options.first().waitFor()
      await page.keyboard.press('Enter')
      expect(await box.inputValue()).toBe('谢谢 ❤️')
      await page.keyboard.press('Control+a')
      await page.keyboard.type('/')
      await options.first().waitFor()
      const keys = await context.newCDPSession(page)
      await keys.send('Input.imeSetComposition', { text: 'qing', selectionStart: 4, selectionEnd: 4 })
      await page.evaluate(
        `document.querySelector('#reply').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }))`,
      )
      expect(await box.inputValue()).toBe('/qing')
      await keys.send('Input.insertText', { text: '请' })
      await expect.poll(() => options.count()).toBeGreaterThan(0)
      expect(await box.inputValue()).toBe('/请')
    },
  )

  it('markup is previewed as the customer will see it; a note looks like a note', TIMEOUT, async () => {
    const { page } = await atCustomer('en-GB')
    await page.keyboard.type('plain words')
    expect(await page.locator('.preview').count()).toBe(0)
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('**Refund** by <b>Monday</b>')
    await expect.poll(() => page.locator('.preview strong').textContent()).toBe('Refund')
    expect(await page.locator('.preview b').count(), 'no HTML of what is typed').toBe(0)
    await page.keyboard.press('Alt+v')
    await expect.poll(() => page.locator('.preview').count()).toBe(0)
    await page.keyboard.press('Alt+p')
    await page.locator('.composer.note').waitFor()
    const [note, reply] = (await page.evaluate(
      `['var(--note)', 'var(--surface)'].map((color) => { const e = document.createElement('i'); e.style.color = color; document.body.append(e); return getComputedStyle(e).color })`,
    )) as [string, string]
    const shown = await page.evaluate(`getComputedStyle(document.querySelector('.composer')).backgroundColor`)
    expect(shown).toBe(note)
    expect(shown).not.toBe(reply)
  })

  it('a message that failed is sent again by one key', TIMEOUT, async () => {
    const { running, page, conversation, customer } = await atCustomer()
    const boss = await running.client('supervisor', 'boss')
    await page.keyboard.type('迟到的回复')
    await page.keyboard.press('Enter')
    await page.locator('.held').waitFor()
    // While it can still be taken back the conversation ends: what goes out then is refused.
    boss.send({ type: 'resolve', conversation })
    await customer.next((frame) => frame.type === 'status' && frame.state === 'resolved')
    const failed = page.locator('.ticks.failed')
    await failed.waitFor()
    expect(await failed.textContent()).toContain('Alt R')
    let sent = 0
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('Network.enable')
    cdp.on('Network.webSocketFrameSent', ({ response }) => {
      if (response.payloadData.includes('迟到的回复')) sent += 1
    })
    await page.keyboard.press('Alt+r')
    await expect.poll(() => sent).toBe(1)
  })
})
