import { describe, expect, it } from 'vitest'
import { canBrowse } from './helpers/browser.ts'
import { openWidget } from './helpers/widget.ts'

const LONGEST = 8_000

describe.skipIf(!canBrowse)('the box of the widget', () => {
  it('takes what the server takes, counts near the limit, and cuts nothing', { timeout: 120_000 }, async () => {
    const { widget, box, ask, running } = await openWidget()
    const length = widget.locator('.length')
    await box.fill('包裹'.repeat(2_500))
    expect(await length.textContent()).toBe('')
    await box.fill('😡'.repeat(LONGEST))
    expect(await length.textContent()).toBe('8,000 / 8,000 字')
    await box.fill('包'.repeat(LONGEST + 1))
    expect(await length.textContent()).toContain('8,001 / 8,000 字：太长了')
    expect(await widget.locator('.composer .send').isDisabled()).toBe(true)
    await box.press('Enter')
    expect((await box.inputValue()).length, 'the words stay').toBe(LONGEST + 1)
    await ask('退'.repeat(LONGEST))
    const { store } = running.product
    const sent = async () => {
      const [conversation] = await store.conversations('default', { limit: 1 })
      const log = conversation && (await store.events('default', conversation.id, { after: 0, limit: 1 }))
      return log?.events[0]?.text?.length
    }
    await expect.poll(sent).toBe(LONGEST)
  })

  it('says of what cannot be sent why, and offers no second try', { timeout: 120_000 }, async () => {
    const { widget, ask } = await openWidget()
    await widget
      .locator('input[type=file]')
      .setInputFiles({ name: '空.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) })
    const refused = widget.locator('.sending-files .failed')
    await refused.waitFor()
    expect(await refused.textContent()).toContain('这个文件是空的')
    expect(await refused.getByRole('button', { name: '重试' }).count()).toBe(0)
    await ask('\u200b\u200b')
    const failed = widget.locator('.under.failed')
    await failed.waitFor()
    expect(await failed.textContent()).toContain('内容为空')
    expect(await failed.getByRole('button', { name: '重试' }).count()).toBe(0)
    expect(await refused.count(), 'what was refused goes with the next message').toBe(0)
  })

  it('shows one its own message, wherever one had scrolled to', { timeout: 120_000 }, async () => {
    const { widget, ask } = await openWidget({ width: 390, height: 844 })
    for (const text of ['我的货到哪了呀', '怎么退货', '退款什么时候到账'].flatMap((text) => [
      text,
      `${text}？`,
      `请问${text}`,
    ])) {
      await ask(text)
      await widget.locator('.message.customer:not(.pending)', { hasText: text }).waitFor()
    }
    await widget
      .locator('.transcript')
      .evaluate((node) => (node as unknown as { scrollTo(x: number, y: number): void }).scrollTo(0, 0))
    await widget.locator('.to-end').waitFor()
    await ask('还是不行，怎么办？')
    await widget.locator('.message.customer:not(.pending)', { hasText: '还是不行' }).waitFor()
    const isAtEnd = () =>
      widget.locator('.transcript').evaluate((node) => {
        const box = node as unknown as Record<'scrollHeight' | 'scrollTop' | 'clientHeight', number>
        return box.scrollHeight - box.scrollTop - box.clientHeight < 80
      })
    await expect.poll(isAtEnd).toBe(true)
    expect(await widget.locator('.to-end').count()).toBe(0)
  })

  it('stays at the very end, whatever is drawn there and in which order', { timeout: 120_000 }, async () => {
    const { widget, ask, running } = await openWidget({ width: 390, height: 600, locale: 'en-GB' })
    const below = () =>
      widget.locator('.transcript').evaluate((node) => {
        const box = node as unknown as Record<'scrollHeight' | 'scrollTop' | 'clientHeight', number>
        return Math.round(box.scrollHeight - box.scrollTop - box.clientHeight)
      })
    const own = widget.locator('.message.customer:not(.pending)')
    for (const [at, text] of ['wheres my parcel', 'let me talk to a person'].entries()) {
      await ask(text)
      await own.nth(at).waitFor()
      await widget.locator('.message.bot').nth(at).waitFor()
      await expect.poll(below, { message: text }).toBeLessThanOrEqual(1)
    }
    const agent = await running.client('agent', 'ann')
    const [conversation] = await running.product.store.conversations('default', { limit: 1 })
    agent.send({ type: 'claim', conversation: conversation?.id })
    await agent.say('Hi, this is Ann. I am looking at your order right now, one moment please.', {
      conversation: conversation?.id,
    })
    await widget.locator('.message.agent').waitFor()
    await expect.poll(below, { message: 'the banner is gone, the agent has spoken' }).toBeLessThanOrEqual(1)
    await ask('xyzzy something about the mug being broken and coupons, can you help me please')
    await own.nth(2).waitFor()
    await expect.poll(below, { message: 'own message' }).toBeLessThanOrEqual(1)
    expect(await widget.locator('.to-end').count()).toBe(0)
  })

  it('says of an ended conversation on a new page that it is over, keeps it to be saved, and tells times', {
    timeout: 120_000,
  }, async () => {
    const { widget, page, ask, running } = await openWidget({ locale: 'en-GB' })
    await ask('我的货到哪了呀')
    await widget.locator('.message.bot time').first().waitFor()
    const [conversation] = await running.product.store.conversations('default', { limit: 1 })
    const ann = await running.client('agent', 'ann')
    ann.send({ type: 'resolve', conversation: conversation?.id })
    const save = widget.getByRole('button', { name: 'Save the conversation' })
    await save.waitFor()
    const reload = async () => {
      await page.reload()
      await page.waitForFunction('window.tabdesk !== undefined')
      await page.evaluate('window.tabdesk.open()')
    }
    await reload()
    await widget.getByText('This conversation is over').waitFor()
    expect(await save.count()).toBe(1)
    await ask('发票抬头写错了能改吗')
    await widget.locator('.message.customer:not(.pending)', { hasText: '发票抬头' }).waitFor()
    await reload()
    await widget.locator('.message.customer', { hasText: '发票抬头' }).waitFor()
    await widget.locator('.message.customer', { hasText: '我的货' }).waitFor()
    expect(await save.count(), 'the one that ended, not the open one').toBe(1)
  })

  it('offers no question twice in other words', { timeout: 120_000 }, async () => {
    const { widget, page } = await openWidget({ locale: 'en-GB' })
    await page.route('**/v1/questions', (route) =>
      route.fulfill({
        json: {
          questions: [{ intent: 'track_parcel', text: { zh: '我的快递呢', en: "where's my package right now" } }],
        },
      }),
    )
    await page.reload()
    await page.waitForFunction('window.tabdesk !== undefined')
    await page.evaluate('window.tabdesk.open()')
    await widget.getByRole('button', { name: "where's my package right now" }).waitFor()
    const offered = await widget.locator('.greeting .quick').allTextContents()
    expect(offered).toEqual([
      "where's my package right now",
      'How do I return something?',
      'Can I change the name on my invoice?',
      'When will I get my refund?',
    ])
  })
})
