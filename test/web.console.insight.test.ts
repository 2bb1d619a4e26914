import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { canBrowse, type Looks, openBrowser } from './helpers/browser.ts'
import { newCid } from './helpers/client.ts'
import { openConsole, startConsole } from './helpers/console-pages.ts'
import { aWeekOfOutcomes } from './helpers/desk-at-work.ts'
import { axeFaults, screen } from './helpers/knowledge-pages.ts'
import { stubModels } from './helpers/models.ts'
import type { Running } from './helpers/product.ts'

const openSupervisor = async (running: Running, looks: Looks = {}): Promise<Page> => {
  const context = await openBrowser(looks)
  const page = await context.newPage()
  await page.goto(`${running.url}/#token=${await running.token('supervisor', 'sue', { name: '苏苏' })}`)
  await page.locator('nav.inbox').waitFor()
  return page
}

const asked = async (running: Running, text = '我的货到哪了呀'): Promise<string> => {
  const customer = await running.client('customer', 'demo')
  const { conversation } = await customer.say(text)
  await customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot')
  return conversation
}

const hasFocus = (page: Page, selector: string): Promise<boolean> =>
  page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)}) === true`) as Promise<boolean>

describe.skipIf(!canBrowse)('the inspector', { timeout: 120_000 }, () => {
  it('opens on a message by key and by button, decides again with another bar, and gives the focus back', async () => {
    const running = await startConsole()
    const conversation = await asked(running, '你好')
    const { page } = await openConsole(running)
    await page.evaluate(`location.hash = 'c=${conversation}'`)
    await page.locator('.message.customer').waitFor()
    await page.locator('#reply').focus()
    await page.keyboard.press('Alt+i')
    const sheet = page.locator('dialog.inspector')
    await sheet.locator('.verdict').waitFor()
    expect(await sheet.locator('.verdict').textContent()).toContain('97.0%')
    expect(await sheet.locator('.decided').textContent()).toContain('机器人自己回答了')
    const slider = sheet.getByRole('slider')
    await slider.fill('99')
    await sheet.locator('.what-if-told.other').waitFor()
    expect(await sheet.locator('.what-if-told').textContent()).toContain('结果会不同')
    await slider.fill('90')
    await expect.poll(() => sheet.locator('.what-if-told').textContent()).toContain('结果一样')
    await page.keyboard.press('Escape')
    await expect.poll(() => sheet.count()).toBe(0)
    await expect.poll(() => hasFocus(page, '#reply')).toBe(true)

    await page.locator('.message.customer').hover()
    await page.locator('.message.customer').getByRole('button', { name: '怎么理解的' }).click()
    await sheet.locator('.verdict').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => hasFocus(page, '.message.customer button')).toBe(true)
  })

  it('[W5] says of a message that was taken back only that', async () => {
    const running = await startConsole()
    const customer = await running.client('customer', 'demo')
    const { conversation, seq } = await customer.say('我的货到哪了呀')
    await customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot')
    const { page } = await openConsole(running)
    await page.evaluate(`location.hash = 'c=${conversation}'`)
    await page.locator('.message.customer').waitFor()
    await page.route('**/turns/*', async (route) => {
      customer.send({ type: 'recall', conversation, seq, opId: newCid() })
      await customer.next((frame) => frame.type === 'event' && frame.kind === 'recall')
      await route.continue()
    })
    await page.keyboard.press('Alt+i')
    await page.locator('dialog.inspector').getByText('已撤回').waitFor()
    await page.locator('.message.customer.gone').waitFor({ state: 'attached' })
    expect(await page.locator('.message.customer').getByRole('button', { name: '怎么理解的' }).count()).toBe(0)
  })
})

describe.skipIf(!canBrowse)('the honesty page', { timeout: 120_000 }, () => {
  it('shows how right it was, drills down to conversations, and takes an intent back and gives it back', async () => {
    const named = { intent: 'greeting', domain: 'talk', zh: '问候', en: 'greeting' }
    const models = { ...stubModels(), intents: new Map([['greeting', named]]) }
    const running = await startConsole({ overrides: { models } })
    await aWeekOfOutcomes(running, true)
    const page = await openSupervisor(running)
    await page.locator('.top-bar').getByRole('link', { name: '说到做到' }).click()
    await page.locator('.honesty .claim').waitFor()
    expect(await page.locator('main:visible').count()).toBe(1)
    await page.locator('.acceptance-chart canvas').waitFor()
    const { body } = await running.call('/v1/honesty', { role: 'agent' })
    expect(await page.locator('.diagram .point').count()).toBe(
      body.bins.filter(({ outcomes }: { outcomes: { n: number } }) => outcomes.n > 0).length,
    )
    const n = Number(await page.locator('.honesty tbody a').first().textContent())
    await page.locator('.diagram .point').first().focus()
    await page.keyboard.press('Enter')
    await page.locator('.honest-turns tbody tr').first().waitFor()
    expect(await page.locator('.honest-turns tbody tr').count()).toBe(n)
    await page.locator('.honest-turns tbody a').first().click()
    await page.locator('.message.customer').waitFor()
    await page.goBack()
    await page.locator('.honest-turns tbody tr').first().waitFor()

    const greeting = page.locator('.honesty tr', { hasText: 'greeting' }).filter({ has: page.locator('button') })
    await greeting.getByRole('button', { name: /^收回/ }).click()
    await greeting.getByRole('button', { name: /^放开/ }).waitFor()
    const kind = async () =>
      (await running.call('/v1/understand', { role: 'agent', body: { text: '你好' } })).body.decision.kind
    expect(await kind()).toBe('suggest')
    await greeting.getByRole('button', { name: /^放开/ }).click()
    await greeting.getByRole('button', { name: /^收回/ }).waitFor()
    expect(await kind()).toBe('answer')
  })

  it('says how much is missing where there is too little, and gives an agent no switch', async () => {
    const running = await startConsole()
    const { page } = await openConsole(running)
    await page.evaluate(`location.hash = 'honesty'`)
    await page.locator('.honesty .claim').waitFor()
    const said = await page.locator('.honesty').textContent()
    expect(said).toContain('至少还要 45 条')
    expect(said).toContain('还没有客服处理过建议')
    expect(await page.locator('.honesty section button').count()).toBe(0)
  })

  it.each([
    { locale: 'zh-CN', dark: false, width: 1440 },
    { locale: 'en-GB', dark: true, width: 1440 },
    { locale: 'en-GB', dark: false, width: 390 },
    { locale: 'zh-CN', dark: true, width: 390 },
  ] as const)('looks right and axe finds nothing: $locale, dark $dark, $width', async ({ locale, dark, width }) => {
    const zh = locale === 'zh-CN'
    // Once with the shipped models, so that there are votes and passages to look at.
    const running = await startConsole(zh && !dark ? { models: 'real' } : {})
    await aWeekOfOutcomes(running, zh)
    const conversation = await asked(running, zh ? '我的货到哪了呀' : 'wheres my parcel')
    const page = await openSupervisor(running, { locale, dark, width, height: 900 })
    const name = (part: string) => `${part}-${locale.slice(0, 2)}${dark ? '-dark' : ''}-${width}`
    const faults: string[] = []
    const look = async (part: string) => {
      await screen(page, name(part))
      expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)
      for (const fault of await axeFaults(page)) faults.push(`${name(part)}: ${fault}`)
    }
    await page.evaluate(`location.hash = 'honesty'`)
    await page.locator('.acceptance-chart canvas').waitFor()
    await look('honesty')
    await page.locator('.acceptance-chart').scrollIntoViewIfNeeded()
    await page.locator('#honesty-alone').scrollIntoViewIfNeeded()
    await look('honesty-more')
    await page.evaluate(`location.hash = 'honesty?bin=8'`)
    await page.locator('.honest-turns tbody tr').first().waitFor()
    await look('honesty-turns')
    await page.evaluate(`location.hash = 'c=${conversation}'`)
    await page.locator('.message.customer').waitFor()
    await page.keyboard.press('Alt+i')
    await page.locator('dialog.inspector .verdict').waitFor()
    await page.getByRole('slider').fill('100')
    await page.locator('.what-if-told.other').waitFor()
    await look('inspector')
    expect(faults).toEqual([])
  })
})
