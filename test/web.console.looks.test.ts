import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { canBrowse } from './helpers/browser.ts'
import { openConsole, startConsole } from './helpers/console-pages.ts'
import { deskAtWork } from './helpers/desk-at-work.ts'
import { axeFaults, screen } from './helpers/knowledge-pages.ts'

const look = async (page: Page, name: string, faults: string[]): Promise<void> => {
  await screen(page, name)
  for (const fault of await axeFaults(page)) faults.push(`${name}: ${fault}`)
}

describe.skipIf(!canBrowse)('the console, looked at', () => {
  it.each([
    { language: 'zh', locale: 'zh-CN', dark: false },
    { language: 'zh', locale: 'zh-CN', dark: true },
    { language: 'en', locale: 'en-GB', dark: false },
    { language: 'en', locale: 'en-GB', dark: true },
  ] as const)(
    'has one main landmark, one h1 and no faults that axe finds: $language, dark $dark',
    { timeout: 240_000 },
    async (looks) => {
      const running = await startConsole()
      const conversation = await deskAtWork(running, looks.language)
      const { page } = await openConsole(running, {
        ...looks,
        width: 1440,
        height: 900,
        name: looks.language === 'zh' ? '安安' : 'Ann',
      })
      const name = (part: string) => `console-${part}-${looks.language}${looks.dark ? '-dark' : ''}`
      const faults: string[] = []
      await page.locator('.rows .row').first().waitFor()
      await look(page, name('start'), faults)
      await page.evaluate(`location.hash = 'c=${conversation}'`)
      await page.locator('.message.agent').first().waitFor()
      await page.locator('.context .customer-card').waitFor()
      await page.locator('#reply').focus()
      await page.locator('.ghost-layer .ghost').filter({ hasText: /\S/ }).waitFor()
      expect(await page.locator('main').count()).toBe(1)
      expect(await page.locator('h1').count()).toBe(1)
      await look(page, name('work'), faults)
      await page.keyboard.press('Alt+p')
      await page.locator('.composer.note').waitFor()
      await look(page, name('note'), faults)
      await page.keyboard.press('Alt+l')
      await page.keyboard.type('/')
      await page.locator('.picker').waitFor()
      await look(page, name('canned'), faults)
      await page.keyboard.press('Escape')
      await page.keyboard.press('Backspace')
      const [title, item] =
        looks.language === 'zh' ? ['**请注意**', '- 明天送达'] : ['**Please note**', '- it comes tomorrow']
      await page.keyboard.type(title)
      await page.keyboard.press('Shift+Enter')
      await page.keyboard.type(item)
      await page.locator('.preview').waitFor()
      await look(page, name('preview'), faults)
      await page.keyboard.press('Control+k')
      await page.locator('.palette').waitFor()
      await look(page, name('palette'), faults)
      await page.keyboard.press('Escape')
      for (const [key, part] of [
        ['Alt+t', 'transfer'],
        ['Alt+e', 'resolve'],
      ] as const) {
        await page.keyboard.press(key)
        await page.locator('dialog[open]').waitFor()
        await look(page, name(part), faults)
        await page.keyboard.press('Escape')
        await expect.poll(() => page.locator('dialog').count()).toBe(0)
      }
      await page.locator('.message.agent').first().hover()
      await page.locator('.message.agent .message-actions button').nth(1).click()
      await page.locator('dialog[open]').waitFor()
      await look(page, name('rollback'), faults)
      await page.keyboard.press('Escape')
      await page
        .locator('.top-bar')
        .getByRole('button', { name: /设置|Settings/ })
        .click()
      await page.locator('dialog[open]').waitFor()
      await look(page, name('settings'), faults)
      await page.keyboard.press('Escape')
      await page
        .locator('.top-bar')
        .getByRole('button', { name: /快捷键|Keyboard/ })
        .click()
      await page.locator('dialog[open]').waitFor()
      await look(page, name('help'), faults)
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: /^(筛选|Filter)$/ }).click()
      await look(page, name('filters'), faults)
      expect(faults).toEqual([])
    },
  )

  it.each([
    { width: 1024, height: 768, dark: false, locale: 'zh-CN' },
    { width: 390, height: 844, dark: false, locale: 'zh-CN' },
    { width: 390, height: 844, dark: true, locale: 'en-GB' },
  ] as const)('fits where there is less room: $width, $locale, dark $dark', { timeout: 240_000 }, async (looks) => {
    const running = await startConsole()
    const conversation = await deskAtWork(running, looks.locale === 'zh-CN' ? 'zh' : 'en')
    const { page } = await openConsole(running, looks)
    const name = (part: string) =>
      `console-${part}-${looks.width}-${looks.locale.slice(0, 2)}${looks.dark ? '-dark' : ''}`
    await page.locator('.rows .row').first().waitFor()
    const fits = () => page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')
    expect(await fits()).toBe(true)
    const faults: string[] = []
    await look(page, name('start'), faults)
    await page.evaluate(`location.hash = 'c=${conversation}'`)
    await page.locator('.message.agent').first().waitFor()
    await page.locator('.ghost-layer .ghost').filter({ hasText: /\S/ }).waitFor()
    await page.locator('.onlookers').waitFor()
    await look(page, name('work'), faults)
    expect(await fits()).toBe(true)
    const cut = `[...document.querySelectorAll('.thread-who p > span')].filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)`
    expect(await page.evaluate(cut), 'words of the head that end in dots').toEqual([])
    const overlap = `[...document.querySelectorAll('.thread-who p > span')].map((one) => one.getBoundingClientRect()).filter((a, at, all) => all[at - 1]?.top === a.top && all[at - 1].right > a.left + 1).length`
    expect(await page.evaluate(overlap), 'words of the head upon one another').toBe(0)
    const actions = await page.locator('.thread-actions .button').allInnerTexts()
    expect(actions.length).toBe(4)
    for (const action of actions) expect(action, 'the names of what can be done').toMatch(/\S/)
    const last = await page.locator('.thread-actions .button').last().boundingBox()
    expect((last?.x ?? 0) + (last?.width ?? 0), 'within the screen').toBeLessThanOrEqual(looks.width)
    await page.locator('.drawer-button').click()
    await page.locator('.context .customer-card').waitFor()
    await expect
      .poll(() => page.locator('.context').evaluate((pane) => pane.getBoundingClientRect().right))
      .toBeLessThanOrEqual(looks.width)
    await look(page, name('context'), faults)
    expect(faults).toEqual([])
  })
})
