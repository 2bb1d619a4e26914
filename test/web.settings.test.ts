import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { CHANGES_A_PAGE, SETTINGS_AREAS } from '../src/domain/settings.ts'
import { settingsEn } from '../src/web/console/settings-texts-en.ts'
import { settingsZh } from '../src/web/console/settings-texts-zh.ts'
import { canBrowse, type Looks, openBrowser } from './helpers/browser.ts'
import { startConsole } from './helpers/console-pages.ts'
import { axeFaults, screen } from './helpers/knowledge-pages.ts'
import type { Running } from './helpers/product.ts'

const openSettings = async (
  running: Running,
  area: string,
  { role = 'admin', ...looks }: Looks & { role?: 'admin' | 'supervisor' } = {},
): Promise<Page> => {
  const context = await openBrowser(looks)
  const page = await context.newPage()
  await page.goto(`${running.url}/#token=${await running.token(role, 'sue', { name: '苏苏' })}`)
  await page.locator('nav.inbox').waitFor()
  await page.evaluate(`location.hash = 'settings/${area}'`)
  await page.locator('#area-title').waitFor()
  return page
}

const groundOf = (what: Locator): Promise<string> =>
  what.evaluate(
    (node) =>
      (globalThis as unknown as { getComputedStyle(of: unknown): { backgroundColor: string } }).getComputedStyle(node)
        .backgroundColor,
  )

describe('words of the settings pages', () => {
  it('are there in both languages', () => {
    expect(Object.keys(settingsEn).sort()).toEqual(Object.keys(settingsZh).sort())
    for (const text of [...Object.values(settingsEn), ...Object.values(settingsZh)]) expect(text).not.toBe('')
  })
})

describe.skipIf(!canBrowse)('the settings pages', { timeout: 120_000 }, () => {
  it('keep what is not saved while one looks elsewhere, ask before the page goes, and never save over another’s change', async () => {
    const running = await startConsole()
    const page = await openSettings(running, 'widget')
    const greeting = page.getByLabel('问候语 · 中文')
    await greeting.fill('您好，想问点什么？')
    const tab = page.locator('.areas a', { hasText: '网页客服外观' })
    expect(await tab.textContent()).toContain('未保存')
    await page.locator('.areas a', { hasText: '标签' }).click()
    await page.getByRole('heading', { name: '标签' }).waitFor()
    await page.evaluate(`location.hash = ''`)
    await page.locator('nav.inbox').waitFor()
    await page.evaluate(`location.hash = 'settings/widget'`)
    await expect.poll(() => greeting.inputValue()).toBe('您好，想问点什么？')

    // Chromium asks only who has touched the page.
    await greeting.click()
    const asked: string[] = []
    page.on('dialog', (dialog) => {
      asked.push(dialog.type())
      void dialog.dismiss()
    })
    await page.evaluate('setTimeout(() => location.reload())')
    await expect.poll(() => asked).toEqual(['beforeunload'])
    expect(await greeting.inputValue(), 'the page stays').toBe('您好，想问点什么？')

    const { version, settings } = (await running.call('/v1/settings', { role: 'admin' })).body
    const value = { ...settings.widget, accent: '#7a1f5c' }
    const other = await running.call('/v1/settings/widget', { role: 'admin', method: 'PUT', body: { version, value } })
    expect(other.status).toBe(200)
    await page.locator('.areas a', { hasText: '标签' }).click()
    await page.evaluate(`location.hash = ''`)
    await page.locator('nav.inbox').waitFor()
    await page.evaluate(`location.hash = 'settings/widget'`)
    await page.locator('.area-failed', { hasText: '有人改过' }).waitFor()
    expect(await greeting.inputValue(), 'what was written is still there to be copied').toBe('您好，想问点什么？')
    expect(await page.getByRole('button', { name: '保存', exact: true }).isDisabled()).toBe(true)
    await page.getByRole('button', { name: '读取最新的' }).click()
    await expect.poll(() => greeting.inputValue()).toBe('')
    expect(await page.locator('.unsaved-mark').count()).toBe(0)
    await page.reload()
    await page.locator('#area-title').waitFor()
    expect(asked, 'nothing to lose, nothing asked').toEqual(['beforeunload'])
  })

  it('list the changes of an area on its own, the older ones by a press', { timeout: 120_000 }, async () => {
    const running = await startConsole()
    const put = async (area: string, value: unknown, version: number) => {
      const done = await running.call(`/v1/settings/${area}`, {
        role: 'admin',
        method: 'PUT',
        body: { version, value },
      })
      expect(done.status).toBe(200)
      return done.body.version as number
    }
    const tag = (n: number) => [{ id: `t${n}`, name: { zh: `标签${n}`, en: `Tag ${n}` }, colour: 'accent' }]
    let version = await put('tags', tag(0), 0)
    const canned = (n: number) => [{ shortcut: `c${n}`, group: '', text: { zh: `您好${n}` } }]
    for (let n = 0; n < CHANGES_A_PAGE + 5; n++) version = await put('canned', canned(n), version)
    const page = await openSettings(running, 'tags')
    const lines = page.locator('.changes ol > li')
    await expect.poll(() => lines.count(), { message: 'however much was changed elsewhere' }).toBe(1)
    await page.locator('.areas a', { hasText: '快捷回复' }).click()
    await expect.poll(() => lines.count()).toBe(CHANGES_A_PAGE)
    await page.getByRole('button', { name: '更早的修改' }).click()
    await expect.poll(() => lines.count()).toBe(CHANGES_A_PAGE + 5)
    expect(await page.getByRole('button', { name: '更早的修改' }).count()).toBe(0)
  })

  it('save what is right by keyboard, say what is wrong at its field, and go back by one press', async () => {
    const running = await startConsole()
    const page = await openSettings(running, 'tags')
    await page.getByRole('button', { name: '添加' }).click()
    const entry = page.locator('.card-entry')
    await entry.getByLabel('代号').fill('VIP 客户')
    await entry.getByLabel('中文').fill('老客户')
    await entry.getByLabel('英文', { exact: true }).fill('Regular')
    await entry.getByLabel('英文', { exact: true }).press('Enter')
    await page.locator('.area-failed', { hasText: 'tags.0.id' }).waitFor()
    await expect.poll(() => entry.getByLabel('代号').getAttribute('aria-invalid')).toBe('true')
    expect(await entry.getByLabel('中文').getAttribute('aria-invalid')).toBeNull()
    await entry.getByLabel('代号').fill('vip')
    await entry.getByLabel('代号').press('Enter')
    await page.getByText('已保存，马上生效。').waitFor()
    expect((await running.call('/v1/tags', { role: 'agent' })).body.tags).toEqual([
      { id: 'vip', name: { zh: '老客户', en: 'Regular' }, colour: 'accent' },
    ])
    await page.locator('.changes li', { hasText: '苏苏' }).waitFor()
    await page.getByRole('button', { name: '恢复到版本 1 之前' }).click()
    await page.getByText('已恢复。').waitFor()
    await page.getByText('还没有标签。').waitFor()
    expect((await running.call('/v1/tags', { role: 'agent' })).body.tags).toEqual([])
    await page.locator('.changes li', { hasText: '恢复了版本 1 之前的样子' }).waitFor()
  })

  it('say that a colleague was quicker, and lose nothing of theirs', async () => {
    const running = await startConsole()
    const page = await openSettings(running, 'canned')
    await page.getByRole('button', { name: '添加' }).click()
    await page.getByLabel('快捷码').fill('hi')
    await page.getByLabel('中文').fill('您好')
    const theirs = [{ shortcut: 'tk', group: '', text: { zh: '退款已加急' } }]
    await running.call('/v1/settings/canned', { role: 'admin', method: 'PUT', body: { version: 0, value: theirs } })
    await page.getByRole('button', { name: '保存' }).click()
    await page.locator('.area-failed', { hasText: '有人改过' }).waitFor()
    await page.getByRole('button', { name: '读取最新的' }).click()
    await expect.poll(() => page.getByLabel('快捷码').inputValue()).toBe('tk')
    expect((await running.call('/v1/settings', { role: 'admin' })).body.settings.canned).toEqual(theirs)
  })

  it('show supervisors everything and give them nothing to press', async () => {
    const running = await startConsole()
    const page = await openSettings(running, 'hours', { role: 'supervisor' })
    await page.getByText('只有管理员可以修改。').waitFor()
    expect(await page.getByRole('button', { name: '保存' }).count()).toBe(0)
    expect(await page.getByRole('checkbox').first().isDisabled()).toBe(true)
  })

  it('show the real widget as it would look, and the line to embed it', async () => {
    const running = await startConsole()
    const page = await openSettings(running, 'widget')
    expect(await page.locator('.embed code').textContent()).toContain(`src="${running.url}/widget.js"`)
    const preview = page.frameLocator('.look-preview iframe')
    await preview.frameLocator('iframe').locator('.greeting').waitFor()
    await page.getByLabel('主色, #rrggbb').fill('#7a1fa2')
    await page.getByLabel('问候语 · 中文').fill('欢迎来到云集小店')
    await page.getByLabel('头像字').fill('云')
    const inside = preview.frameLocator('iframe')
    await inside.getByText('欢迎来到云集小店').waitFor()
    await inside.locator('.face', { hasText: '云' }).first().waitFor()
    const colour = () => groundOf(preview.locator('tabdesk-widget button'))
    await expect.poll(colour).toBe('rgb(122, 31, 162)')
    // Too pale to be read: it says so, and is not saved.
    await page.getByLabel('主色, #rrggbb').fill('#ffe08a')
    await page.getByText(/对比度 1\.\d（至少 4\.5）/).waitFor()
    await page.getByRole('button', { name: '保存' }).click()
    await page.locator('.area-failed', { hasText: 'widget.accent' }).waitFor()
    await page.getByLabel('主色, #rrggbb').fill('#7a1fa2')
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByText('已保存，马上生效。').waitFor()
    const shop = await page.context().newPage()
    await shop.goto(`${running.url}/demo`)
    const launcher = shop.locator('tabdesk-widget button')
    await expect.poll(() => groundOf(launcher)).toBe('rgb(122, 31, 162)')
  })

  it.each([
    { locale: 'zh-CN', dark: false, width: 1440 },
    { locale: 'en-GB', dark: true, width: 390 },
  ] as const)('look right and axe finds nothing: $locale, dark $dark, $width', async ({ locale, dark, width }) => {
    const running = await startConsole()
    const page = await openSettings(running, 'canned', { locale, dark, width, height: 900 })
    const faults: string[] = []
    for (const area of SETTINGS_AREAS) {
      await page.evaluate(`location.hash = 'settings/${area}'`)
      await page
        .locator('.areas [aria-current]', { hasText: (locale === 'zh-CN' ? settingsZh : settingsEn)[area] })
        .waitFor()
      if (area === 'hours') await page.getByRole('checkbox').first().check()
      if (area === 'canned' || area === 'tags')
        await page.getByRole('button', { name: locale === 'zh-CN' ? '添加' : 'Add', exact: true }).click()
      if (area === 'widget')
        await page.frameLocator('.look-preview iframe').frameLocator('iframe').locator('.greeting').waitFor()
      const name = `settings-${area}-${locale.slice(0, 2)}${dark ? '-dark' : ''}-${width}`
      await screen(page, name)
      expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)
      for (const fault of await axeFaults(page)) faults.push(`${name}: ${fault}`)
    }
    expect(faults).toEqual([])
  })
})
