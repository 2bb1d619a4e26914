import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { ConversationSummary } from '../src/domain/notice.ts'
import { shortDate } from '../src/web/shared/format.ts'
import { canBrowse } from './helpers/browser.ts'
import { openConsole, startConsole, waitingCustomers } from './helpers/console-pages.ts'
import { startProduct } from './helpers/product.ts'

const TIMEOUT = { timeout: 180_000 }

/** Words inside `box` that reach past the padding of the element they stand in, or over another one's; empty when all is well. */
const wordsOutside = (page: Page, selector: string): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll(${JSON.stringify(selector)})].filter((one) => {
    const words = document.createRange()
    words.selectNodeContents(one)
    const inside = words.getBoundingClientRect()
    const box = one.getBoundingClientRect()
    return inside.left < box.left + 2 || inside.right > box.right - 2
  }).map((one) => one.textContent)`) as Promise<string[]>

describe('an inbox line', () => {
  it('whose last message was taken back says so, and a file without words is called one', TIMEOUT, async () => {
    const running = await startProduct()
    const customer = await running.client('customer', 'demo')
    const agent = await running.client('agent', 'ann')
    const { conversation, seq } = await customer.say('我的手机号是 13800138000')
    const line = async () =>
      (await running.call('/v1/conversations', { role: 'agent' })).body.conversations.find(
        (one: ConversationSummary) => one.conversation === conversation,
      )
    expect((await line()).lastText).toContain('手机号')
    customer.send({ type: 'recall', conversation, seq, opId: 'op-1' })
    const told = await agent.next((frame) => frame.type === 'status' && frame.summary?.lastGone !== undefined)
    expect(told.summary).toMatchObject({ lastGone: 'recalled' })
    expect(told.summary).not.toHaveProperty('lastText')
    expect(await line()).toMatchObject({ lastGone: 'recalled' })
    await customer.say('算了，没事')
    await expect.poll(line).toMatchObject({ lastText: '算了，没事' })
    expect(await line()).not.toHaveProperty('lastGone')
  })

  it('days are written as the answers write them', () => {
    const at = '2026-11-24T02:06:00.000Z'
    expect(shortDate(at, 'en')).toBe('24 Nov')
    expect(shortDate(at, 'en', true)).toBe('24 Nov, 10:06')
    expect(shortDate(at, 'zh', true)).toBe('11月24日 10:06')
    expect(shortDate('2026-11-23T16:05:00.000Z', 'en', true), 'midnight').toBe('24 Nov, 00:05')
  })
})

describe.skipIf(!canBrowse)('an inbox line on screen', () => {
  it('keeps a line of words when the last message is taken back', TIMEOUT, async () => {
    const running = await startConsole()
    const customer = await running.client('customer', 'demo')
    await customer.say('转人工')
    const { conversation, seq } = await customer.say('我的手机号是 13800138000')
    const { page } = await openConsole(running)
    const shown = () => page.locator('.rows .row-last').first().textContent()
    await expect.poll(shown).toContain('手机号')
    customer.send({ type: 'recall', conversation, seq, opId: 'op-1' })
    await expect.poll(shown).toBe('这条消息已撤回')
  })
})

describe.skipIf(!canBrowse)('little room', () => {
  it(
    'names of lists stand apart, what is searched can be read, badges end in dots rather than in the middle',
    TIMEOUT,
    async () => {
      const running = await startConsole()
      const ids = await waitingCustomers(
        running,
        Array.from({ length: 12 }, (_, i) => ({
          customer: `c${i}`,
          name: `Ana Torres ${i}`,
          text: 'where is my refund',
        })),
      )
      for (const [i, conversation] of ids.entries()) {
        if (i === 0) continue
        await running.product.store.move({
          tenant: 'default',
          conversation,
          move: { type: 'claim', agent: i < 4 ? 'ann' : 'bo', agentName: 'Bartholomew Featherstonehaugh' },
          at: new Date().toISOString(),
        })
      }
      for (const locale of ['en-GB', 'zh-CN'] as const) {
        const { page } = await openConsole(running, { locale, width: 1024 })
        await page.locator('.filters .count').first().waitFor()
        expect(await wordsOutside(page, '.filters button'), locale).toEqual([])
        const cut = await page.evaluate(`(() => {
        const field = document.querySelector('#inbox-search')
        const style = getComputedStyle(field)
        const pen = document.createElement('canvas').getContext('2d')
        pen.font = style.font
        return pen.measureText(field.placeholder).width > field.clientWidth - 2 * parseFloat(style.paddingLeft)
      })()`)
        expect(cut, `${locale}: what the field says`).toBe(false)
        await page.locator('.filters > button').nth(2).click()
        await page.locator('.row-tags').nth(10).waitFor()
        const clipped = await page.evaluate(`[...document.querySelectorAll('.row-tags')].flatMap((line) => {
        // As a customer with misses and a promise shows them.
        line.insertAdjacentHTML('afterbegin', '<span class="tag soon">promise due Nov 25, 10:00</span>')
        line.insertAdjacentHTML('beforeend', '<span class="tag bad">bot misses: 3</span>')
        const end = line.getBoundingClientRect().right
        return [...line.children].filter((tag) =>
          tag.getBoundingClientRect().right > end + 0.5 || getComputedStyle(tag).textOverflow !== 'ellipsis')
      }).length`)
        expect(clipped, `${locale}: tags cut off by the row`).toBe(0)
        await page.context().close()
      }
    },
  )

  it('the outcomes fit a phone', TIMEOUT, async () => {
    const running = await startConsole()
    await waitingCustomers(running, [{ customer: 'c1', name: '林晓', text: '在吗' }])
    const { page } = await openConsole(running, { locale: 'en-GB', width: 390 })
    await page.locator('.filters > button').nth(2).click()
    await page.locator('.rows .row').first().click()
    await page.locator('.thread-actions [title*="Alt+E"]').click()
    await page.locator('dialog[open] .outcomes').waitFor()
    const over = await page.evaluate(`(() => {
      const sheet = document.querySelector('dialog[open]')
      const end = sheet.getBoundingClientRect().right
      const out = [...sheet.querySelectorAll('.outcomes button')].filter((one) => one.getBoundingClientRect().right > end - 8)
      return out.length + (sheet.scrollWidth > sheet.clientWidth ? 100 : 0)
    })()`)
    expect(over).toBe(0)
    expect(await wordsOutside(page, '.outcomes button')).toEqual([])
  })

  it('a customer is found under whatever list they are, also when their conversation is over', TIMEOUT, async () => {
    const running = await startConsole()
    const [first = ''] = await waitingCustomers(running, [
      { customer: 'c1', name: '欧阳小梅', text: '谢谢' },
      { customer: 'c2', name: '李静', text: '我的快递怎么还没到' },
    ])
    await running.product.store.move({
      tenant: 'default',
      conversation: first,
      move: { type: 'resolve', outcome: 'solved' },
      at: new Date().toISOString(),
    })
    const { page } = await openConsole(running)
    await page.locator('.filters button', { hasText: '我的' }).click()
    const names = () => page.locator('.rows strong').allTextContents()
    expect(await names()).toEqual([])
    await page.keyboard.press('/')
    await page.keyboard.type('小梅')
    await expect.poll(names).toEqual(['欧阳小梅'])
    await page.locator('#inbox-search').fill('李静')
    await expect.poll(names).toEqual(['李静'])
    expect(await page.locator('.found').textContent()).toBe('在全部列表中找到 1 个')
    await page.keyboard.press('Escape')
    await expect.poll(names).toEqual([])
  })
})
