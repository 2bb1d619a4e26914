import { describe, expect, it } from 'vitest'
import { canBrowse, openBrowser, PAGES } from './helpers/browser.ts'
import { startProduct } from './helpers/product.ts'

describe.skipIf(!canBrowse)('a source in the console', () => {
  it('[LB5] [LB6] shows the article as it was when it was answered with, and who erased it', {
    timeout: 240_000,
  }, async () => {
    const running = await startProduct({ models: 'real', overrides: { pages: PAGES } })
    const customer = await running.client('customer', 'demo')
    await customer.say('怎么开发票呀')
    const { answer } = await customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot')
    const { article } = answer.sources[0]
    await customer.say('转人工')
    const desk = await (await openBrowser()).newPage()
    await desk.goto(`${running.url}/#token=${await running.token('agent', 'ann', { name: '小安' })}`)
    await desk.locator('.rows .row').first().click()
    const chip = desk.locator('.answer-note .chip.source').first()
    const shown = async (): Promise<string> => {
      await chip.click()
      await expect.poll(() => desk.locator('dialog[open] [aria-live] > *').first().textContent()).not.toBe('正在查找…')
      const text = (await desk.locator('dialog[open]').textContent()) ?? ''
      await desk.keyboard.press('Escape')
      await expect.poll(() => desk.locator('dialog[open]').count()).toBe(0)
      return text
    }
    expect(await shown()).toContain('发票')
    const then = (await running.call(`/v1/knowledge/articles/${article}`, { role: 'agent' })).body.article
    const { id, version, origin: _, ...fields } = then
    const changed = { ...fields, answers: { ...fields.answers, zh: [{ text: '改过的答案。' }] }, from: version }
    const put = await running.call(`/v1/knowledge/articles/${id}`, { role: 'knowledge', method: 'PUT', body: changed })
    expect(put.status).toBe(200)
    const after = await shown()
    expect(after).toContain('发票')
    expect(after).not.toContain('改过的答案')
    await running.call(`/v1/knowledge/articles/${id}/erase`, {
      role: 'knowledge',
      sub: 'kim',
      body: { reason: '内容涉密' },
    })
    expect(await shown()).toMatch(/kim 于 .* 删除了这些内容：内容涉密/)
  })
})
