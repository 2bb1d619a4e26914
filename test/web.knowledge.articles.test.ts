import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { canBrowse, type Looks, openBrowser, PAGES } from './helpers/browser.ts'
import type { Client } from './helpers/client.ts'
import { axeFaults, screen } from './helpers/knowledge-pages.ts'
import { type Running, startProduct } from './helpers/product.ts'

const TIMEOUT = { timeout: 240_000 }
const ARTICLE = 'payment-methods'
const NEW_ANSWER = '本店只收微信支付和数字人民币。'

const start = (): Promise<Running> => startProduct({ models: 'real', overrides: { pages: PAGES } })

const open = async (
  running: Running,
  hash: string,
  { role = 'knowledge' as const, ...looks }: Looks & { role?: 'knowledge' | 'agent' } = {},
) => {
  const page = await (await openBrowser(looks)).newPage()
  await page.goto(`${running.url}/knowledge#token=${await running.token(role, 'lin', { name: '小林' })}`)
  await page.locator('.menu').waitFor()
  await page.evaluate(`location.hash = ${JSON.stringify(hash)}`)
  return page
}

const openEditor = async (running: Running, looks: Looks = {}): Promise<Page> => {
  const page = await open(running, `#/articles/${ARTICLE}`, looks)
  await page.locator('.answers textarea').first().waitFor()
  return page
}

const answerTo = async (customer: Client, text: string): Promise<string> => {
  const { seq } = await customer.say(text)
  const answer = await customer.next(
    (frame) => frame.type === 'event' && frame.from.role === 'bot' && frame.seq > seq && frame.text !== undefined,
    'an answer of the bot',
  )
  return answer.text
}

const saved = async (running: Running) =>
  (await running.call(`/v1/knowledge/articles/${ARTICLE}`, { role: 'knowledge' })).body.article

describe.skipIf(!canBrowse)('articles in the browser, with the real server', () => {
  it(
    'an answer that is edited and saved reaches the next customer; what is not saved outlives a reload',
    TIMEOUT,
    async () => {
      const running = await start()
      const page = await openEditor(running)
      const customer = await running.client('customer', 'demo')
      expect(await answerTo(customer, '你们支持哪些付款方式呀')).not.toContain('数字人民币')

      await page.locator('#answer-zh').fill(NEW_ANSWER)
      await page.getByText('尚未保存，已暂存在本浏览器').waitFor()
      await page.reload()
      await page.getByText('没有保存，已经恢复到这里').waitFor()
      expect(await page.locator('#answer-zh').inputValue(), 'after the reload').toBe(NEW_ANSWER)
      expect((await saved(running)).answers.zh.at(-1).text, 'nothing is saved by that').not.toBe(NEW_ANSWER)
      expect(await page.locator('.said-bot').textContent(), 'the preview follows').toContain('数字人民币')

      await page.getByLabel('本次修改说明').fill('收款方式有变')
      await page.keyboard.press('Control+s')
      await page.getByText('所有修改都已保存').waitFor()
      expect((await saved(running)).answers.zh.at(-1).text).toBe(NEW_ANSWER)
      expect(await answerTo(await running.client('customer', 'demo-2'), '你们支持哪些付款方式呀')).toContain(
        '数字人民币',
      )
      await page.reload()
      await page.locator('#answer-zh').waitFor()
      expect(await page.getByText('没有保存，已经恢复到这里').count(), 'saved work is not unsaved work').toBe(0)

      await page.getByRole('tab', { name: '历史' }).click()
      await page.getByText('收款方式有变').waitFor()
      await page.locator('.version-head').last().click()
      await page.locator('.compared del').first().waitFor()
      expect(await axeFaults(page), 'history').toEqual([])
      await screen(page, 'knowledge-editor')
      await page.getByRole('button', { name: '恢复到这个版本' }).click()
      expect(await page.locator('#answer-zh').inputValue()).not.toBe(NEW_ANSWER)
      await page.keyboard.press('Control+s')
      await page.getByText('所有修改都已保存').waitFor()
      expect((await saved(running)).answers.zh.at(-1).text, 'restored as a version of its own').not.toBe(NEW_ANSWER)
    },
  )

  it(
    'somebody else was quicker: both versions are shown, and each can win; then it is retired and erased',
    TIMEOUT,
    async () => {
      const running = await start()
      const page = await openEditor(running, { dark: true, locale: 'en-GB' })
      const others = async (text: string) => {
        const { id: _id, version, ...fields } = await saved(running)
        const answers = { ...fields.answers, zh: [{ text }] }
        const body = { ...fields, answers, from: version }
        const { status } = await running.call(`/v1/knowledge/articles/${ARTICLE}`, {
          method: 'PUT',
          role: 'knowledge',
          sub: 'bo',
          body,
        })
        expect(status).toBe(200)
      }
      await page.getByRole('tab', { name: 'Chinese' }).click()
      await others('货到付款，只收现金。')
      await page.locator('#answer-zh').fill(NEW_ANSWER)
      await page.keyboard.press('Control+s')
      const dialog = page.getByRole('dialog')
      await dialog.waitFor()
      expect((await dialog.locator('del').allTextContents()).join()).toContain('现金')
      expect((await dialog.locator('ins').allTextContents()).join()).toContain('数字人民币')
      expect(await dialog.textContent()).toContain('bo')
      expect(await axeFaults(page), 'conflict').toEqual([])
      await screen(page, 'knowledge-conflict-dark')
      await page.keyboard.press('Escape')
      expect(await page.locator('#answer-zh').inputValue(), 'Esc goes on writing').toBe(NEW_ANSWER)
      await page.keyboard.press('Control+s')
      await dialog.getByRole('button', { name: 'Save mine over it' }).click()
      await page.getByText('All changes are saved').waitFor()
      expect((await saved(running)).answers.zh.at(-1).text).toBe(NEW_ANSWER)

      await others('只收现金。')
      await page.locator('#answer-zh').fill('什么都收。')
      await page.keyboard.press('Control+s')
      await dialog.getByRole('button', { name: 'Take theirs' }).click()
      expect(await page.locator('#answer-zh').inputValue()).toBe('只收现金。')
      await page.getByText('All changes are saved').waitFor()

      await page.getByLabel('More').click()
      await page.getByRole('button', { name: 'Retire…' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Retire' }).click()
      await page.getByText('was retired').waitFor()
      expect(await saved(running)).toBeUndefined()
      await page.evaluate(`location.hash = '#/articles/${ARTICLE}'`)
      await page.getByText('It may have been retired').waitFor()
      await page.locator('.version-head').first().click()
      expect(await axeFaults(page), 'an article that is gone').toEqual([])
      await page.getByRole('button', { name: 'Take this version' }).click()
      await page.locator('.answers textarea').first().waitFor()
      await page.keyboard.press('Control+s')
      await expect
        .poll(async () => (await saved(running))?.answers.zh.at(-1).text, { message: 'brought back' })
        .toBe('只收现金。')
      await page.getByLabel('More').click()
      await page.getByRole('button', { name: 'Erase texts…' }).click()
      await page.getByRole('button', { name: 'Erase for good' }).click()
      expect((await saved(running)).id, 'not without a reason').toBe(ARTICLE)
      await page.getByLabel('Reason').fill('a phone number stood in it')
      await page.getByRole('button', { name: 'Erase for good' }).click()
      await page.getByText('were erased').waitFor()
      expect(await saved(running)).toBeUndefined()
      expect(await page.evaluate('location.hash')).toBe('#/articles')
    },
  )

  it('a new article is written with the keyboard alone and found by customers at once', TIMEOUT, async () => {
    const running = await start()
    const page = await open(running, '#/articles')
    await page.locator('.article-row').first().waitFor()
    await page.keyboard.press('n')
    await page.locator('#title').waitFor()
    expect(await page.evaluate('document.activeElement.id')).toBe('title')
    await page.keyboard.insertText('代写贺卡')
    await page.keyboard.press('Control+s')
    await page.getByText('请至少写一个语言的答案').first().waitFor()
    expect(await page.evaluate('document.activeElement.id'), 'the first fault has the focus').toBe('answer-zh')
    await page.keyboard.insertText('可以的，下单时在备注里写上祝福语，我们免费代写贺卡。客服电话 ')
    await page.keyboard.type('{{phone')
    await page.getByRole('option', { name: /shop\.phone/ }).waitFor()
    await page.keyboard.press('Enter')
    expect(await page.locator('#answer-zh').inputValue()).toMatch(/客服电话 \{\{shop\.phone\}\}$/)
    await page.getByLabel('添加问法').focus()
    await paste(page, '1. 能帮我代写贺卡吗\n2、可以写一张生日卡片放里面不\n')
    expect(await page.locator('.questions input').count(), 'two phrasings and the empty one').toBe(3)
    await page.locator('#intent').fill('greeting_card')
    await page.getByLabel('自动回答').check()
    await page.keyboard.press('Control+s')
    await page.getByText('马上生效').waitFor()
    const { articles } = (await running.call('/v1/knowledge/articles?q=代写贺卡', { role: 'knowledge' })).body
    expect(articles).toHaveLength(1)
    expect(await page.evaluate('location.hash')).toBe(`#/articles/${articles[0].id}`)
    const { hits } = (await running.call('/v1/knowledge/search?q=能不能帮忙写个贺卡', { role: 'knowledge' })).body
    expect(hits[0].article).toBe(articles[0].id)
    expect(await axeFaults(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.locator('.article-row').first().waitFor()
  })

  it(
    'a question is tried before anything is saved: the draft counts, and what is left out says why',
    TIMEOUT,
    async () => {
      const running = await start()
      const page = await open(running, '#/articles/_new')
      await page.locator('#title').fill('代写贺卡')
      await page.locator('#answer-zh').fill('可以的，下单时在备注里写上祝福语，我们免费代写贺卡。')
      await page.getByLabel('添加问法').fill('能帮我代写贺卡吗')
      await page.getByRole('tab', { name: '试问' }).click()
      await page.locator('#try-question').fill('能不能帮忙写个贺卡放里面')
      await page.keyboard.press('Enter')
      const first = page.locator('.hit').first()
      await first.getByText('正在编辑').waitFor()
      expect(await first.locator('mark').allTextContents()).toContain('贺卡')
      expect(await first.textContent()).toMatch(/\d+% 的可能回答了这个问题/)
      expect(await axeFaults(page)).toEqual([])
      const { hits } = (await running.call('/v1/knowledge/search?q=代写贺卡', { role: 'knowledge' })).body
      expect(hits.map(({ text }: { text: string }) => text).join(), 'customers do not find it').not.toContain(
        '代写贺卡',
      )

      await page.getByLabel('停用').check()
      await page.locator('.left-aside', { hasText: '代写贺卡' }).getByText('已停用').waitFor()
      expect(await page.getByText('正在编辑').count(), 'tried again by itself').toBe(0)

      await page.evaluate(`location.hash = '#/never'`)
      await page.getByText('还没有规则').waitFor()
      await page.locator('#try-question').fill('发票在哪里开呀')
      await page.keyboard.press('Enter')
      const invoice = page.locator('.hits a[href="#/articles/invoice-how-to"]')
      await invoice.first().waitFor()
      await page.getByLabel('这样问的时候').fill('怎么开发票\n发票在哪开\n哪里可以开发票')
      await page.getByLabel('文章编号').fill('invoice-how-to')
      await page.keyboard.press('Enter')
      await page.getByText('不会回答文章 invoice-how-to').waitFor()
      await page.getByRole('button', { name: '试一下' }).click()
      await page.locator('.left-aside a[href="#/articles/invoice-how-to"] + .chip', { hasText: '设了禁答' }).waitFor()
      expect(await invoice.count()).toBe(0)
      expect(await axeFaults(page)).toEqual([])
    },
  )
})

const paste = (page: Page, text: string) =>
  page.evaluate(`(() => {
    const data = new DataTransfer()
    data.setData('text/plain', ${JSON.stringify(text)})
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  })()`)
