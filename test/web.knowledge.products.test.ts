import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { canBrowse, openBrowser, PAGES } from './helpers/browser.ts'
import { axeFaults, screen } from './helpers/knowledge-pages.ts'
import { startProduct } from './helpers/product.ts'

const file = (text: string) => ({ name: '秋季商品.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
const TABLE =
  '货号,商品名称,英文名,价格,容量\nKT-120,电热水壶,Electric kettle,119,1.7 L\nTB-900,保温杯,Flask,59,500 ml\n,漏了货号,,1,\n'

const choose = async (page: Page, text: string): Promise<void> => {
  await page.locator('input[type=file]').setInputFiles(file(text))
  await page.getByRole('heading', { name: '检查结果：秋季商品.csv' }).waitFor()
}

describe.skipIf(!canBrowse)('the page of products', () => {
  it('checks a table, makes it live, finds what came, and goes back', { timeout: 300_000 }, async () => {
    const running = await startProduct({ models: 'real', overrides: { pages: PAGES } })
    const context = await openBrowser()
    const page = await context.newPage()
    await page.goto(`${running.url}/knowledge#token=${await running.token('knowledge', 'lin', { name: '林晓' })}`)
    await page.getByRole('link', { name: '商品' }).click()
    await page.getByRole('cell', { name: 'KT-120' }).waitFor()

    await choose(page, TABLE)
    const plan = page.locator('.products-plan')
    expect(await plan.textContent()).toMatch(/新增 1 · 修改 1 · 删除 0 · 不变 \d/)
    expect(await plan.textContent()).toContain('没有货号，请给这个商品一个自己的编号')
    expect(await plan.locator('.cell-change').allTextContents()).toContain('price: 129.00 119')
    expect(await axeFaults(page)).toEqual([])
    await screen(page, 'knowledge-products')
    await page.getByLabel('备注（可不填）').fill('秋季上新')
    await page.getByRole('button', { name: '确认上线' }).click()
    await page.getByText('秋季商品.csv · 秋季上新').waitFor()
    expect(await plan.count(), 'nothing is left to confirm').toBe(0)
    await page.getByRole('searchbox').fill('tb-9')
    await page.getByRole('cell', { name: '容量: 500 ml' }).waitFor()
    await expect.poll(() => page.locator('.card table tbody tr').count()).toBe(1)

    await page.setViewportSize({ width: 390, height: 844 })
    expect(await axeFaults(page), 'at phone width').toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth'), 'no wider than the phone').toBeLessThanOrEqual(
      390,
    )
    await page.getByRole('button', { name: '恢复: 第 0 版' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '恢复' }).click()
    await page.getByText('没有商品。').waitFor()
    await page.getByText('回到第 0 版').waitFor()
    expect((await running.call('/v1/knowledge/products', { role: 'agent' })).body).toMatchObject({ version: 2 })
    expect(await axeFaults(page)).toEqual([])
  })
})
