import { expect, it } from 'vitest'
import { canBrowse, openBrowser, PAGES } from './helpers/browser.ts'
import { axeFaults, screen } from './helpers/knowledge-pages.ts'
import { startProduct } from './helpers/product.ts'

const OWN = {
  title: { zh: '大闸蟹死蟹包赔' },
  questions: { zh: ['螃蟹收到是死的怎么赔'] },
  answers: { zh: [{ text: '死蟹按只赔付，请在签收 24 小时内发照片给我们。' }] },
  mode: 'auto',
}

it.skipIf(!canBrowse)(
  'the starter kit is retired by a button: what goes first, then one version, and back; own articles stay',
  { timeout: 240_000 },
  async () => {
    const running = await startProduct({ models: 'real', overrides: { pages: PAGES } })
    const made = await running.call('/v1/knowledge/articles', { role: 'knowledge', body: OWN })
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    const total = async () =>
      ((await running.call('/v1/knowledge/articles?limit=1', { role: 'knowledge' })).body as { total: number }).total
    const all = await total()
    const context = await openBrowser()
    const page = await context.newPage()
    await page.goto(`${running.url}/knowledge#token=${await running.token('knowledge', 'lin', { name: '林晓' })}`)
    await page.locator('.menu').waitFor()
    await page.evaluate(`location.hash = '#/articles'`)
    await page.getByRole('button', { name: `下架全部入门文章（${all - 1}）` }).click()

    await page.getByRole('heading', { name: '下架入门文章' }).waitFor()
    await page.getByText('您自己写的、导入的文章都不会动').waitFor()
    const retire = page.getByRole('button', { name: '全部下架' })
    await expect.poll(() => retire.isEnabled(), { timeout: 120_000 }).toBe(true)
    expect(await page.locator('.problem').count(), 'no check failed').toBe(0)
    expect(await page.locator('.tiles').textContent()).toBe(`新增0修改0下架${all - 1}不变0未采用0`)
    expect(await axeFaults(page)).toEqual([])
    await page.getByRole('tab', { name: /^对真实提问的影响/ }).click()
    expect(await page.getByRole('tabpanel').textContent()).toMatch(/[1-9]\d* 个机器人不再直接回答/)
    await screen(page, 'knowledge-starter')
    expect(await total(), 'nothing is retired yet').toBe(all)

    await retire.click()
    await page.getByText('入门文章已全部下架').waitFor()
    await page.getByRole('heading', { name: '已下架' }).waitFor()
    expect(await total()).toBe(1)
    await page.getByRole('link', { name: '文章' }).first().click()
    await page.getByText('大闸蟹死蟹包赔').waitFor()
    expect(await page.getByRole('button', { name: /入门文章/ }).count(), 'nothing is left to retire').toBe(0)

    await page.goBack()
    await page.getByRole('button', { name: '撤回' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '撤回' }).click()
    await page.getByText('入门文章已恢复').waitFor()
    expect(await total()).toBe(all)
  },
)
