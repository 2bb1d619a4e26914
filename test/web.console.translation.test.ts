import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { canBrowse, type Looks } from './helpers/browser.ts'
import { openConsole, startConsole, waitingCustomers } from './helpers/console-pages.ts'
import { axeFaults } from './helpers/knowledge-pages.ts'
import type { Running } from './helpers/product.ts'
import { writeTinyTranslator } from './helpers/tiny-translator.ts'

const TIMEOUT = { timeout: 120_000 }
const ASKED = '我的货到哪了呀？'
const REPLY = 'Order 3345 arrives tomorrow.'
const REPLY_ZH = '订单3345明天送达。'
const WRONG = 'You get 12.50 back.'

const mounted = async (): Promise<string> => {
  const dir = await mkdtemp(join(tmpdir(), 'tabdesk-translators-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  const folder = (pair: string) => join(dir, 'default', 'translators', pair)
  writeTinyTranslator(folder('zh-en'), { [ASKED]: 'Where is my parcel?', [REPLY_ZH]: 'Order 3345 comes tomorrow.' })
  writeTinyTranslator(folder('en-zh'), { [REPLY]: REPLY_ZH, [WRONG]: '您会收到1250元。' })
  return dir
}

/** An agent who reads English before a customer who writes Chinese. */
const opened = async (modelsDir: string, looks: Looks = {}): Promise<{ running: Running; page: Page; id: string }> => {
  const running = await startConsole({ config: { modelsDir } })
  const [id = ''] = await waitingCustomers(running, [{ customer: 'lin', name: '林晓', text: ASKED }])
  const { page } = await openConsole(running, { locale: 'en-GB', name: 'Ann', ...looks })
  await page.evaluate(`location.hash = 'c=${id}'`)
  await page.locator('.message.customer').waitFor()
  return { running, page, id }
}

const wordsOf = async ({ product }: Running, id: string) =>
  (await product.store.events('default', id, { after: 0, limit: 100 }))?.events.map(({ kind, text }) => ({
    kind,
    text,
  }))

describe.skipIf(!canBrowse)('translation in the console', () => {
  it(
    'stands under what the customer wrote; the reply goes out as written unless the agent wants otherwise',
    TIMEOUT,
    async () => {
      const { running, page, id } = await opened(await mounted())
      const customer = page.locator('.message.customer')
      await customer.locator('.translated', { hasText: 'Where is my parcel?' }).waitFor({ timeout: 60_000 })
      expect(await customer.textContent(), 'the original stays').toContain(ASKED)
      expect(await customer.locator('.translated').textContent()).toContain('Machine translation')

      await page.locator('#reply').focus()
      await page.keyboard.type(REPLY)
      const below = page.locator('.translated-draft')
      await below.getByText(REPLY_ZH).waitFor({ timeout: 60_000 })
      expect(await axeFaults(page)).toEqual([])
      await page.locator('#reply').focus()
      await page.keyboard.press('Control+Enter')
      await expect.poll(() => wordsOf(running, id), { timeout: 20_000 }).toContainEqual({ kind: 'text', text: REPLY })
      expect(await below.count()).toBe(0)
      const notes = (await wordsOf(running, id))?.filter(({ kind }) => kind === 'note')
      expect(notes, 'nothing but what was written').toEqual([])
    },
  )

  it(
    'sends what stands under the box, keeps the original as a note, and gives it back when it is taken back',
    TIMEOUT,
    async () => {
      const { running, page, id } = await opened(await mounted())
      const box = page.locator('#reply')
      const below = page.locator('.translated-draft')
      await box.focus()
      await page.keyboard.type(REPLY)
      await below.getByText(REPLY_ZH).waitFor({ timeout: 60_000 })
      await below.getByRole('checkbox').check()
      await box.focus()
      await page.keyboard.press('Enter')
      await page.locator('.message.pending', { hasText: REPLY_ZH }).waitFor()
      await page.keyboard.press('Escape')
      await expect.poll(() => box.inputValue(), { message: 'as it was typed' }).toBe(REPLY)
      await expect.poll(() => page.locator('.message.pending').count()).toBe(0)

      await below.getByText(REPLY_ZH).waitFor()
      await page.keyboard.press('Control+Enter')
      await expect
        .poll(() => wordsOf(running, id), { timeout: 20_000 })
        .toEqual(
          expect.arrayContaining([
            { kind: 'text', text: REPLY_ZH },
            { kind: 'note', text: `As written: ${REPLY}` },
          ]),
        )
      expect(await wordsOf(running, id)).not.toContainEqual({ kind: 'text', text: REPLY })
      const sent = page.locator('.message.agent.text')
      await sent.locator('.translated', { hasText: 'Order 3345 comes tomorrow.' }).waitFor({ timeout: 60_000 })
    },
  )

  it('does not send a translation that is not there or has the wrong numbers', TIMEOUT, async () => {
    const { running, page, id } = await opened(await mounted())
    const box = page.locator('#reply')
    const below = page.locator('.translated-draft')
    await box.focus()
    await page.keyboard.type(WRONG)
    await below.getByText('Numbers differ: 12.50').waitFor({ timeout: 60_000 })
    await below.getByRole('checkbox').check()
    await box.focus()
    await page.keyboard.press('Enter')
    await below.getByRole('alert').getByText('Numbers in the translation are wrong').waitFor()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('Nobody knows these words.')
    await page.keyboard.press('Enter')
    await below.getByRole('alert').getByText('nothing was sent').waitFor()
    expect(await box.inputValue()).toBe('Nobody knows these words.')
    expect(await page.locator('.message.agent').count()).toBe(0)
    expect(await wordsOf(running, id)).toEqual([{ kind: 'text', text: ASKED }])
  })

  it('says where the model does not answer, and works on without it', TIMEOUT, async () => {
    const dir = await mounted()
    for (const pair of ['zh-en', 'en-zh'])
      await rm(join(dir, 'default', 'translators', pair, 'onnx'), { recursive: true })
    const { running, page, id } = await opened(dir)
    await page.locator('.message.customer .translated', { hasText: 'No translation' }).waitFor({ timeout: 60_000 })
    await page.locator('#reply').focus()
    await page.keyboard.type(REPLY)
    await page
      .locator('.translated-draft', { hasText: 'the customer gets what you wrote' })
      .waitFor({ timeout: 60_000 })
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => wordsOf(running, id), { timeout: 20_000 }).toContainEqual({ kind: 'text', text: REPLY })
    const { body } = await running.call('/readyz')
    expect(body.parts.translator).toMatchObject({ state: 'degraded', mounted: ['en-zh', 'zh-en'] })
    expect(JSON.stringify(body.parts.translator)).not.toMatch(/default|onnx|\/tmp/)
    expect(body.parts.translator.do.zh).toContain('docs/translation.md')
  })

  it('is not there where no model is mounted, nor for who reads the customer’s language', TIMEOUT, async () => {
    const none = await mkdtemp(join(tmpdir(), 'tabdesk-translators-'))
    onTestFinished(() => rm(none, { recursive: true, force: true }))
    const { running, page } = await opened(none)
    await page.locator('#reply').focus()
    await page.keyboard.type(REPLY)
    await expect.poll(() => page.locator('#reply').inputValue()).toBe(REPLY)
    expect(await page.locator('.translated, .translated-draft').count()).toBe(0)
    expect((await running.call('/readyz')).body.parts.translator).toEqual({ state: 'ready', mounted: [] })
    expect((await running.call('/v1/translations', { role: 'agent' })).body).toEqual({ pairs: [] })
    const asked = { text: '你好', from: 'zh', to: 'en' }
    expect((await running.call('/v1/translations', { role: 'agent', body: asked })).status).toBe(404)
    expect((await running.call('/v1/translations', { role: 'customer', body: asked })).status).toBe(403)
    const zh = await opened(await mounted(), { locale: 'zh-CN' })
    await zh.page.locator('#reply').focus()
    await zh.page.keyboard.type('您好')
    expect(await zh.page.locator('.translated, .translated-draft').count()).toBe(0)
  })
})
