import { describe, expect, it } from 'vitest'
import { canBrowse, openBrowser, PAGES } from './helpers/browser.ts'
import { startProduct } from './helpers/product.ts'

const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30"><rect width="60" height="30"/></svg>'
const PARKING = {
  title: { zh: '门店停车', en: 'Parking at the store' },
  questions: { zh: ['开车去你们店停哪呀', '门店停车收费吗', '停车场怎么收钱', '店里有停车位没'] },
  answers: { zh: [{ text: '前两小时免费，见![入口](https://cdn.example.com/a.png)' }] },
  cards: {
    zh: [
      {
        title: '停车场入口',
        image: 'https://cdn.example.com/p.png',
        buttons: [
          { label: '看地图', url: 'https://example.com/map' },
          { label: '能开发票吗', say: '怎么开发票' },
        ],
      },
      { title: '没有这张图', image: 'https://stranger.example.org/p.png', buttons: [] },
    ],
  },
}

describe.skipIf(!canBrowse)('cards under an answer', () => {
  it('are shown in widget and console; words are said by a tap, pictures of strangers stay away', {
    timeout: 120_000,
  }, async () => {
    const running = await startProduct({
      models: 'real',
      config: { pictureHosts: ['cdn.example.com'] },
      overrides: { pages: PAGES },
    })
    await running.call('/v1/knowledge/articles', { role: 'knowledge', method: 'POST', body: PARKING })
    const context = await openBrowser({ width: 390, height: 844 })
    const asked: string[] = []
    await context.route(/^https:/, (route) => {
      asked.push(new URL(route.request().url()).hostname)
      return route.fulfill({ contentType: 'image/svg+xml', body: PICTURE })
    })
    const page = await context.newPage()
    await page.goto(`${running.url}/widget?locale=zh`)
    await page.locator('textarea').fill('开车去你们店的话停车咋收费')
    await page.keyboard.press('Enter')
    const cards = page.locator('.answer-cards > li')
    await expect.poll(() => cards.count(), { timeout: 20_000 }).toBe(2)
    await expect.poll(() => cards.nth(1).locator('img').count(), { timeout: 10_000 }).toBe(0)
    expect(await cards.first().locator('img').count()).toBe(1)
    expect(await page.locator('.bubble img').count()).toBe(1)
    expect(await page.getByRole('link', { name: '看地图' }).getAttribute('href')).toBe('https://example.com/map')
    await page.getByRole('button', { name: '能开发票吗' }).click()
    await expect.poll(() => page.locator('.customer .plain').allTextContents()).toContain('怎么开发票')
    expect(new Set(asked)).toEqual(new Set(['cdn.example.com']))

    const console = await context.newPage()
    await console.setViewportSize({ width: 1280, height: 800 })
    await console.goto(`${running.url}/#token=${await running.token('agent', 'ann')}`)
    await console.locator('.filters button', { hasText: '全部' }).click()
    await console.locator('nav.inbox button', { hasText: '怎么开发票' }).first().click()
    await expect.poll(() => console.locator('.answer-cards > li').count(), { timeout: 20_000 }).toBe(2)
    expect(await console.locator('.answer-cards button').count(), 'agents see what could be tapped').toBe(0)
    if (process.env['SHOTS'] !== undefined)
      await console.screenshot({ path: `${process.env['SHOTS']}/console-cards.png` })
  })
})
