import type { Page } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { canBrowse } from './helpers/browser.ts'
import { connect } from './helpers/client.ts'
import { openConsole, startConsole } from './helpers/console-pages.ts'
import { axeFaults, screen } from './helpers/knowledge-pages.ts'
import type { Running } from './helpers/product.ts'

const ZH = [
  '王小明:我的货到哪了呀',
  '李静:发票抬头写错了能改吗',
  '陈思远:转人工',
  '周敏:退款怎么还没到账，再不处理我就投诉',
]
const EN = ['Ana Torres:talk to a person', 'John Smith:where is my refund', 'Mei Lin:can I change the address']

/** A desk with work on it: waiting customers, one with orders who was answered by bot and agent. */
const atWork = async (running: Running, language: 'zh' | 'en'): Promise<string> => {
  const zh = language === 'zh'
  const names = zh ? ZH : EN
  const person = zh ? '转人工' : 'talk to a person'
  for (const [at, line] of names.entries()) {
    const [name = '', text = ''] = line.split(':')
    await running.call('/v1/messages', {
      role: 'service',
      sub: 'bridge',
      body: {
        cid: crypto.randomUUID(),
        kind: 'text',
        text,
        customer: { id: `w${at}`, name },
        ...(at % 2 === 1 && { channel: at % 4 === 1 ? 'wechat' : 'email' }),
      },
    })
    await running.call('/v1/messages', {
      role: 'service',
      sub: 'bridge',
      body: { cid: crypto.randomUUID(), kind: 'text', text: person, customer: { id: `w${at}`, name } },
    })
  }
  const client = async (role: 'customer' | 'agent', sub: string, name: string) =>
    connect(running.url, await running.token(role, sub, { name }))
  const customer = await client('customer', 'demo', zh ? '林晓' : 'Lin Xiao')
  const { conversation } = await customer.say(zh ? '我的货到哪了呀' : 'wheres my parcel')
  await customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot')
  await customer.say(person)
  const agent = await client('agent', 'ann', zh ? '安安' : 'Ann')
  agent.send({ type: 'claim', conversation })
  await agent.next((frame) => frame.type === 'status' && frame.state === 'assigned')
  await agent.say(zh ? '您好，我来帮您看一下。' : 'Hello, let me look into it.', { conversation })
  await agent.say(zh ? '老客户，语气有点急' : 'Regular customer, in a hurry', { conversation, kind: 'note' })
  await customer.say(zh ? '我的货到哪了呀' : 'wheres my parcel')
  const bo = await client('agent', 'bo', zh ? '小博' : 'Bo')
  await bo.watch(conversation)
  onTestFinished(() => Promise.all([customer, agent, bo].map((one) => one.close())).then(() => undefined))
  return conversation
}

/** Those that stand in docs/screens; `SCREENS_DIR` gets all of them. */
const KEPT: ReadonlySet<string> = new Set([
  'console-work-zh',
  'console-work-en-dark',
  'console-palette-zh',
  'console-rollback-en',
  'console-canned-zh',
  'console-work-1024-zh',
  'console-start-390-zh',
  'console-work-390-en-dark',
])

const look = async (page: Page, name: string, faults: string[]): Promise<void> => {
  if (KEPT.has(name) || process.env['SCREENS_DIR'] !== undefined) await screen(page, name)
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
      const conversation = await atWork(running, looks.language)
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
    const conversation = await atWork(running, looks.locale === 'zh-CN' ? 'zh' : 'en')
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
    await look(page, name('work'), faults)
    expect(await fits()).toBe(true)
    await page.locator('.drawer-button').click()
    await page.locator('.context .customer-card').waitFor()
    await expect
      .poll(() => page.locator('.context').evaluate((pane) => pane.getBoundingClientRect().right))
      .toBeLessThanOrEqual(looks.width)
    await look(page, name('context'), faults)
    expect(faults).toEqual([])
  })
})
