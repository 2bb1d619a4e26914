import { describe, expect, it } from 'vitest'
import { canBrowse } from './helpers/browser.ts'
import { isWriting, openConsole, startConsole } from './helpers/console-pages.ts'

const TIMEOUT = { timeout: 180_000 }

/** Ann's console at a customer whom nobody has claimed. */
const atCustomer = async () => {
  const running = await startConsole()
  const customer = await running.client('customer', 'demo')
  const { conversation } = await customer.say('转人工')
  const { page } = await openConsole(running)
  await page.locator('.filters button', { hasText: '全部' }).click()
  await page.locator('.rows .row').first().click()
  await expect.poll(() => isWriting(page)).toBe(true)
  return { running, customer, conversation, page }
}

describe.skipIf(!canBrowse)('where the keys go', () => {
  it('a digit that resolves is not typed, and the focus stays where the agent works', TIMEOUT, async () => {
    const { customer, page } = await atCustomer()
    await page.keyboard.press('Alt+e')
    await page.locator('dialog[open]').waitFor()
    await page.keyboard.press('1')
    await customer.next((frame) => frame.type === 'status' && frame.state === 'resolved')
    await expect.poll(() => page.locator('#reply').isEditable()).toBe(false)
    expect(await page.locator('#reply').inputValue()).toBe('')
    expect(await isWriting(page)).toBe(true)
    await page.reload()
    await expect.poll(() => page.locator('#reply').isEditable()).toBe(false)
    expect(await page.locator('#reply').inputValue(), 'nothing is kept as a draft either').toBe('')
  })

  it('who is overtaken in the middle of a sentence keeps words and focus, and is told by whom', TIMEOUT, async () => {
    const { running, conversation, page } = await atCustomer()
    const box = page.locator('#reply')
    await page.keyboard.type('您好，我查一下')
    expect(await page.locator('.locked').count()).toBe(0)
    const ground = () => page.evaluate(`getComputedStyle(document.querySelector('.reply-box')).backgroundColor`)
    const open = await ground()
    const bo = await running.client('agent', 'bo')
    bo.send({ type: 'claim', conversation })
    await expect.poll(() => page.locator('.locked').textContent()).toContain('bo已接手这个会话')
    expect(await ground(), 'a box that takes nothing looks like it').not.toBe(open)
    await page.keyboard.type('/?')
    expect(await isWriting(page), 'no shortcut has moved it').toBe(true)
    expect(await page.locator('dialog[open]').count()).toBe(0)
    expect(await box.inputValue()).toBe('您好，我查一下')
    expect(await page.locator('#inbox-search').inputValue()).toBe('')
    await page.keyboard.press('Enter')
    bo.send({ type: 'transfer', conversation, to: { group: 'queue' } })
    await expect.poll(() => box.isEditable()).toBe(true)
    expect(await box.inputValue(), 'the words can go on').toBe('您好，我查一下')
    expect(await page.locator('.locked').count()).toBe(0)
  })

  it('after a reload the box has the focus again, and goes on with the draft', TIMEOUT, async () => {
    const { page } = await atCustomer()
    await page.keyboard.type('您好')
    await page.reload()
    await expect.poll(() => isWriting(page)).toBe(true)
    await page.keyboard.press('End')
    await page.keyboard.type('，请稍等')
    expect(await page.locator('#reply').inputValue()).toBe('您好，请稍等')
  })
})
