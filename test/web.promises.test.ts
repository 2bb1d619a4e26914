import { describe, expect, it } from 'vitest'
import { canBrowse, openBrowser, PAGES } from './helpers/browser.ts'
import { newCid } from './helpers/client.ts'
import { startProduct } from './helpers/product.ts'

describe.skipIf(!canBrowse)('promises in the console', () => {
  it('stand on the card with their time and state; a person says what came of them; the inbox line shows what is due', {
    timeout: 120_000,
  }, async () => {
    const running = await startProduct({ overrides: { pages: PAGES } })
    const customer = await running.client('customer', 'demo')
    const { conversation } = await customer.say('转人工')
    const agent = await running.client('agent', 'ann')
    agent.send({ type: 'claim', conversation })
    await agent.next((frame) => frame.type === 'status' && frame.state === 'assigned')
    const context = await openBrowser({ width: 1280, height: 800, locale: 'zh-CN' })
    const page = await context.newPage()
    await page.goto(`${running.url}/#token=${await running.token('agent', 'ann', { name: '安安' })}`)
    await page.locator('.filters button', { hasText: '我的' }).click()
    await page.locator('nav.inbox .row', { hasText: 'demo' }).click()
    await agent.say('明天下午3点前给您回电话，再补您10元', { conversation })
    await running.product.store.append({
      tenant: 'default',
      cid: newCid(),
      from: { role: 'agent', id: 'ann', name: '安安' },
      kind: 'text',
      text: '给您补发',
      conversation,
      owesTurn: false,
      promises: [
        { kind: 'contact', due: new Date(Date.now() + 2_000).toISOString(), order: '20261118003345', start: 0, end: 4 },
      ],
    })
    await agent.say('半小时内给您补发', { conversation })
    const lines = page.locator('.promise')
    await expect.poll(() => page.locator('.row .tag', { hasText: '承诺' }).count(), { timeout: 20_000 }).toBe(1)
    await page.locator('.row .tag.bad', { hasText: '承诺超时' }).waitFor()
    const broken = page.locator('.promise.broken')
    await broken.waitFor()
    expect(await broken.textContent()).toMatch(/已超时联系客户.*给您补发.*安安.*订单尾号 3345/)
    const open = page.locator('.promise.open', { hasText: '回电话' })
    expect(await open.textContent()).toMatch(/待兑现联系客户.* 前 （还剩 /)
    const before = await lines.count()
    if (process.env['SHOTS'] !== undefined) await page.screenshot({ path: `${process.env['SHOTS']}/promises.png` })
    await open.getByRole('button', { name: '标记为已兑现' }).click()
    await page.locator('.promise.kept', { hasText: '回电话' }).waitFor()
    expect(await page.locator('.promise.kept').getByRole('button').count()).toBe(0)
    await broken.getByRole('button', { name: '标记为超时后兑现' }).click()
    await page.locator('.promise.late').waitFor()
    await expect.poll(() => page.locator('.row .tag.bad', { hasText: '承诺超时' }).count()).toBe(0)
    expect(await lines.count()).toBe(before)
  })
})
