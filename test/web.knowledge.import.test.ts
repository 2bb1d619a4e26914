import { fileURLToPath } from 'node:url'
import type { BrowserContext, FrameLocator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { canBrowse, openBrowser, PAGES } from './helpers/browser.ts'
import { axeFaults, screen } from './helpers/knowledge-pages.ts'
import { startProduct } from './helpers/product.ts'

const FILES = ['taobao-wenda.xlsx', 'help-centre.html', 'returns-policy.pdf'] as const
const fixture = (name: string) => fileURLToPath(new URL(`./fixtures/knowledge/${name}`, import.meta.url))

/** What a customer asks, in words of their own, and what only the file's answer says. */
const QUESTIONS: { from: (typeof FILES)[number]; ask: string; answer: RegExp }[] = [
  { from: 'taobao-wenda.xlsx', ask: '雾化加湿器里能放点薄荷精油不', answer: /精油会腐蚀雾化片/ },
  { from: 'taobao-wenda.xlsx', ask: '保温杯的盖儿老渗水咋处理呀', answer: /密封圈有没有装反/ },
  { from: 'help-centre.html', ask: 'can my knives be sharpened at your shop', answer: /Hangzhou and Shanghai stores/ },
  { from: 'help-centre.html', ask: 'the handle of my frying pan wobbles, a screw fell out', answer: /screws are free/ },
  { from: 'returns-policy.pdf', ask: '退了货优惠券和积分咋算', answer: /积分按退款比例扣回/ },
]

/** The demo shop's chat; where `stranger` says so as somebody new, whom the shop does not know. */
const openChat = async (context: BrowserContext, url: string, stranger = false): Promise<FrameLocator> => {
  const page = await context.newPage()
  if (stranger) {
    await page.addInitScript('localStorage.clear()')
    await page.route('**/v1/visitors', (route) => route.continue({ postData: '{}' }))
  }
  await page.goto(`${url}/demo`)
  const chat = page.frameLocator('iframe')
  await chat.locator('.composer textarea').waitFor()
  return chat
}

/** Asks, and gives what came back: an answer, a question, or the line for a person. */
const ask = async (chat: FrameLocator, text: string): Promise<string> => {
  const replies = chat.locator('.message:not(.customer) .bubble, .system-line, .banner.queue')
  const before = await replies.count()
  await chat.locator('.composer textarea').fill(text)
  await chat.locator('.composer textarea').press('Enter')
  await expect.poll(() => replies.count(), { timeout: 30_000 }).toBeGreaterThan(before)
  return (await replies.allTextContents()).slice(before).join('\n')
}

const signIn = async (page: Page, url: string): Promise<void> => {
  await page.goto(`${url}/knowledge`)
  await page.getByRole('button', { name: '以演示知识管理员身份进入' }).click()
  await page.getByRole('link', { name: '导入' }).click()
}

/** Waits for the checks of one upload and makes it live. */
const makeLive = async (page: Page, file: string): Promise<void> => {
  await page.getByRole('link', { name: `查看: ${file}` }).click()
  const live = page.getByRole('button', { name: '上线' })
  await expect.poll(() => live.isEnabled(), { timeout: 240_000 }).toBe(true)
  expect(await page.locator('.problem').count(), 'no check failed').toBe(0)
  await page.getByLabel(/^备注/).fill(`试用 ${file}`)
  await live.click()
  await page.getByRole('heading', { name: '已上线' }).waitFor()
  await page.getByRole('link', { name: '返回导入' }).click()
}

describe.skipIf(!canBrowse)('files as shops have them', () => {
  it('are imported in the browser, answer customers in other words, are taken back, and answer no more', {
    timeout: 600_000,
  }, async () => {
    const running = await startProduct({ models: 'real', overrides: { pages: PAGES } })
    const [manager, customers, strangers] = await Promise.all([openBrowser(), openBrowser(), openBrowser()])
    const page = await manager.newPage()
    await signIn(page, running.url)
    await page.locator('input[type=file]').setInputFiles(FILES.map(fixture))
    for (const file of FILES) await page.getByRole('link', { name: `查看: ${file}` }).waitFor()
    await screen(page, 'knowledge-import')
    expect(await axeFaults(page)).toEqual([])
    for (const file of FILES) await makeLive(page, file)

    const chat = await openChat(customers, running.url)
    for (const { ask: question, answer, from } of QUESTIONS)
      expect(await ask(chat, question), `${question} (${from})`).toMatch(answer)
    await screen((customers.pages().at(-1) as Page).locator('iframe'), 'knowledge-answers')

    await page.getByRole('link', { name: '全部导入记录' }).click()
    for (const file of FILES) {
      await page.getByRole('link', { name: file }).click()
      await page.getByRole('button', { name: '撤回' }).click()
      await page.getByRole('dialog').getByRole('button', { name: '撤回' }).click()
      await page.getByRole('heading', { name: '已撤回' }).waitFor()
      await page.goBack()
    }
    await expect.poll(() => page.locator('.state-rolledBack').count()).toBe(FILES.length)

    for (const { ask: question, answer } of QUESTIONS)
      expect(await ask(await openChat(strangers, running.url, true), question), question).not.toMatch(answer)
  })
})
