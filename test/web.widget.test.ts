import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { canBrowse } from './helpers/browser.ts'
import { openWidget } from './helpers/widget.ts'

const photo = (): Promise<Buffer> =>
  sharp({ create: { width: 800, height: 600, channels: 3, background: '#3a7' } })
    .jpeg()
    .toBuffer()

describe.skipIf(!canBrowse)('the widget', () => {
  it('sends a picture and a document, shows both, says what cannot be sent', { timeout: 120_000 }, async () => {
    const { widget, running } = await openWidget({ width: 390, height: 844 })
    const chooser = widget.locator('input[type=file]')
    await chooser.setInputFiles({ name: '破损.jpg', mimeType: 'image/jpeg', buffer: await photo() })
    const picture = widget.locator('.message.customer .bubble img')
    await picture.waitFor()
    const width = () => picture.evaluate((node) => (node as unknown as { naturalWidth: number }).naturalWidth)
    await expect.poll(width).toBe(800)
    await chooser.setInputFiles({
      name: '发票.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.7\n%%EOF'),
    })
    await widget.locator('.attachment-file', { hasText: '发票.pdf' }).waitFor()

    await chooser.setInputFiles({
      name: '安装.exe',
      mimeType: 'application/x-msdownload',
      buffer: Buffer.from([0x4d, 0x5a, 0, 0]),
    })
    const refused = widget.locator('.sending-files .failed')
    await refused.waitFor()
    expect(await refused.textContent()).toContain('这种文件发不了')
    await refused.getByRole('button', { name: '删除' }).click()
    await chooser.setInputFiles({ name: '录像.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(21 * 1024 * 1024) })
    await refused.waitFor()
    expect(await refused.textContent()).toContain('文件太大')

    const [conversation] = await running.product.store.conversations('default', { limit: 1 })
    const log = await running.product.store.events('default', conversation?.id ?? '', { after: 0, limit: 50 })
    const own = log?.events.filter(({ from }) => from.role === 'customer')
    expect(own?.map(({ kind, attachment }) => [kind, attachment?.name])).toEqual([
      ['image', '破损.jpg'],
      ['file', '发票.pdf'],
    ])
  })

  it('goes on with an upload that was cut off', {
    timeout: 120_000,
  }, async () => {
    const { widget, context } = await openWidget()
    let cuts = 0
    await context.route('**/v1/attachments/*?offset=*', async (route) => {
      if (route.request().method() === 'PUT' && cuts++ === 0) await route.abort('connectionreset')
      else await route.continue()
    })
    await widget
      .locator('input[type=file]')
      .setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: await photo() })
    await widget.locator('.message.customer .bubble img').waitFor()
    expect(cuts).toBeGreaterThan(1)
  })

  it('asks whether an answer helped, once, and offers a person where it did not', { timeout: 120_000 }, async () => {
    const { widget, page, ask, running } = await openWidget({ locale: 'en-GB' })
    await ask('我的货到哪了呀')
    const helped = widget.locator('.helped')
    await helped.waitFor()
    await helped.getByRole('button', { name: 'No, it did not help' }).click()
    await helped.getByRole('button', { name: 'Talk to a person' }).waitFor()
    await page.reload()
    await page.evaluate('window.tabdesk.open()')
    await helped.getByText('Sorry that it did not help.').waitFor()
    await helped.getByRole('button', { name: 'Talk to a person' }).click()
    await widget.locator('.banner.queue').waitFor()
    const records = await running.product.store.records('default', { limit: 10 })
    expect(records.flatMap(({ outcomes }) => outcomes).filter(({ result }) => result === 'rated')).toMatchObject([
      { value: 0 },
    ])
  })

  it('gives the conversation to keep once it is over', { timeout: 120_000 }, async () => {
    const { widget, page, ask, running } = await openWidget()
    await ask('我的货到哪了呀')
    await widget.locator('.message.bot').first().waitFor()
    const [conversation] = await running.product.store.conversations('default', { limit: 1 })
    const ann = await running.client('agent', 'ann')
    ann.send({ type: 'resolve', conversation: conversation?.id })
    const save = widget.getByRole('button', { name: '保存对话' })
    await save.waitFor()
    const [download] = await Promise.all([page.waitForEvent('download'), save.click()])
    const text = readFileSync(await download.path(), 'utf8')
    expect(download.suggestedFilename()).toMatch(/^\d{4}-\d\d-\d\d\.txt$/)
    expect(text).toMatch(/^\ufeff\d{4}-\d\d-\d\d \d\d:\d\d 我\n我的货到哪了呀\n/)
    expect(text).toContain('机器人\n')
  })

  it('speaks for who the page says, from then on, and tells the page of messages but not their words', {
    timeout: 120_000,
  }, async () => {
    const { widget, page, ask, running } = await openWidget()
    await page.evaluate('window.heard = []; window.tabdesk.on("message", (m) => window.heard.push(m)); undefined')
    await ask('我的货到哪了呀')
    await widget.locator('.message.bot', { hasText: '3345' }).waitFor()
    expect(await page.evaluate('window.heard')).toEqual([{ from: 'bot' }])
    const box = widget.locator('.composer textarea')
    await box.fill('我的电话是 138 0013 8000')
    const token = await running.token('customer', 'li-wei', { name: '李伟' })
    await page.evaluate(`window.tabdesk.identify(${JSON.stringify(token)})`)
    await widget.locator('.greeting').waitFor()
    expect(await box.inputValue()).toBe('')
    await ask('我的货到哪了呀')
    const { store } = running.product
    await expect.poll(async () => (await store.openOf('default', 'li-wei'))?.head).toBeGreaterThan(0)
    expect(await widget.locator('.message', { hasText: '3345' }).count()).toBe(0)
    await page.evaluate('window.tabdesk.identify(undefined)')
    await widget.locator('.greeting').waitFor()
  })
})
