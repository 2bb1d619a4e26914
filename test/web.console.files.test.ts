import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { canBrowse, type Looks } from './helpers/browser.ts'
import type { Client } from './helpers/client.ts'
import { isWriting, openConsole, startConsole } from './helpers/console-pages.ts'
import { axeFaults } from './helpers/knowledge-pages.ts'

const TIMEOUT = { timeout: 180_000 }
const PDF = Buffer.from('%PDF-1.7\n%%EOF')

const photo = (): Promise<Buffer> =>
  sharp({ create: { width: 640, height: 480, channels: 3, background: '#3a7' } })
    .png()
    .toBuffer()

const atCustomer = async (looks: Looks = {}) => {
  const running = await startConsole()
  const customer = await running.client('customer', 'demo')
  const { conversation } = await customer.say('转人工')
  const { page, context } = await openConsole(running, looks)
  await page.locator('.rows .row').first().click()
  await page.keyboard.press('Alt+a')
  await customer.next((frame) => frame.type === 'status' && frame.state === 'assigned')
  await expect.poll(() => isWriting(page)).toBe(true)
  return { running, customer, conversation, page, context }
}

/** Pastes or drops files as the browser would. */
const bring = (page: Page, how: 'paste' | 'drop', file: { name: string; type: string; bytes: Buffer; words?: true }) =>
  page.evaluate(
    `(() => {
      const { how, name, type, base64, words } = ${JSON.stringify({ ...file, how, bytes: undefined, base64: file.bytes.toString('base64') })}
      const data = new DataTransfer()
      data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name, { type }))
      if (words) { data.setData('text/plain', 'A1'); data.setData('text/html', '<td>A1</td>') }
      const at = document.querySelector(how === 'paste' ? '#reply' : '.transcript')
      const more = { bubbles: true, cancelable: true }
      if (how === 'paste') return at.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, ...more }))
      at.dispatchEvent(new DragEvent('dragover', { dataTransfer: data, ...more }))
      return at.dispatchEvent(new DragEvent('drop', { dataTransfer: data, ...more }))
    })()`,
  )

const ready = (page: Page, name: string) =>
  page.locator('.enclosed li:not(:has(progress)):not(.failed)', { hasText: name }).waitFor()

const fromAgent = (customer: Client) =>
  customer
    .ofType('event')
    .filter(({ from, kind }) => from.role === 'agent' && kind !== 'recall')
    .map(({ kind, text, attachment }) => [kind, attachment?.name ?? text])

describe.skipIf(!canBrowse)('files from agents', () => {
  it('pasted, dropped and chosen, they go out behind the words, in order, and can be taken back', TIMEOUT, async () => {
    const { page, customer, running } = await atCustomer()
    const chips = page.locator('.enclosed li')
    await bring(page, 'paste', { name: 'image.png', type: 'image/png', bytes: await photo() })
    await ready(page, 'image.png')
    await bring(page, 'paste', { name: 'table.png', type: 'image/png', bytes: await photo(), words: true })
    await bring(page, 'drop', { name: '退货单.pdf', type: 'application/pdf', bytes: PDF })
    await ready(page, '退货单.pdf')
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Alt+c')])
    await chooser.setFiles([
      { name: '说明.txt', mimeType: 'text/plain', buffer: Buffer.from('先拆外包装') },
      { name: '多余.txt', mimeType: 'text/plain', buffer: Buffer.from('不发') },
    ])
    await ready(page, '说明.txt')
    await ready(page, '多余.txt')
    expect(await chips.count(), 'a table that was copied is words, not a picture').toBe(4)
    await page.getByRole('button', { name: '移除 多余.txt' }).click()
    await expect.poll(() => isWriting(page)).toBe(true)
    expect(fromAgent(customer), 'nothing goes out by itself').toEqual([])

    await page.keyboard.type('退货单在这里')
    await page.keyboard.press('Enter')
    await page.locator('.held').waitFor()
    expect(await chips.count()).toBe(0)
    await page.keyboard.press('Escape')
    await expect.poll(() => page.locator('#reply').inputValue()).toBe('退货单在这里')
    expect(await chips.allTextContents()).toEqual([
      expect.stringContaining('image.png'),
      expect.stringContaining('退货单.pdf'),
      expect.stringContaining('说明.txt'),
    ])
    await page.keyboard.press('Control+Enter')
    await expect
      .poll(() => fromAgent(customer))
      .toEqual([
        ['text', '退货单在这里'],
        ['image', 'image.png'],
        ['file', '退货单.pdf'],
        ['file', '说明.txt'],
      ])
    const picture = page.locator('.message.agent.image .bubble img')
    await picture.waitFor()
    await expect
      .poll(() => picture.evaluate((node) => (node as unknown as { naturalWidth: number }).naturalWidth))
      .toBe(640)
    await page.locator('.message.agent .attachment-file', { hasText: '退货单.pdf' }).waitFor()
    const url = customer.ofType('event').find(({ kind }) => kind === 'image')?.attachment.url as string
    const got = await fetch(new URL(url, running.url), {
      headers: { authorization: `Bearer ${await running.token('customer', 'demo')}` },
    })
    expect([got.status, got.headers.get('content-type')]).toEqual([200, 'image/png'])
  })

  it(
    'too large and empty are refused in words before anything is uploaded; a kind that is not taken, after',
    TIMEOUT,
    async () => {
      const { page, customer } = await atCustomer({ locale: 'en-GB' })
      expect(await page.locator('#attach').getAttribute('title')).toContain('up to 21.0 MB')
      let uploads = 0
      page.on('request', (request) => {
        if (request.url().includes('/v1/attachments') && request.method() !== 'GET') uploads += 1
      })
      const chooser = page.locator('.composer input[type=file]')
      const failed = page.locator('.enclosed .failed')
      await chooser.setInputFiles({ name: 'video.png', mimeType: 'image/png', buffer: Buffer.alloc(21 * 1024 * 1024) })
      await expect.poll(() => failed.textContent()).toContain('Too large: 21.0 MB at most')
      await chooser.setInputFiles({ name: 'nothing.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) })
      await expect.poll(() => failed.allTextContents()).toEqual([expect.stringContaining('This file is empty')])
      expect(uploads).toBe(0)
      expect(await failed.getByRole('button', { name: 'Try again' }).count(), 'it would be refused again').toBe(0)
      await chooser.setInputFiles({
        name: 'setup.exe',
        mimeType: 'application/x-msdownload',
        buffer: Buffer.from('MZ\0\0'),
      })
      await expect.poll(() => failed.textContent()).toContain('This kind cannot be sent')
      expect(uploads, 'control: what may be taken is asked for').toBeGreaterThan(0)
      // What was refused for good holds nothing up.
      await page.locator('#reply').focus()
      await page.keyboard.type('Please see our page')
      await page.keyboard.press('Control+Enter')
      await expect.poll(() => fromAgent(customer)).toEqual([['text', 'Please see our page']])
      await expect.poll(() => failed.count()).toBe(0)
    },
  )

  it('a failed upload holds the reply up, and is tried again by one key', TIMEOUT, async () => {
    const { page, customer, context } = await atCustomer()
    let broken = true
    await context.route('**/v1/attachments', async (route) => {
      if (broken) await route.abort('connectionreset')
      else await route.continue()
    })
    await bring(page, 'paste', { name: 'image.png', type: 'image/png', bytes: await photo() })
    const failed = page.locator('.enclosed .failed')
    await expect.poll(() => failed.textContent()).toContain('没有传上去')
    expect(await failed.textContent()).toContain('Alt R')
    await page.keyboard.type('看图')
    await page.keyboard.press('Control+Enter')
    await page.getByText('还没有发送').waitFor()
    expect(await page.locator('#reply').inputValue()).toBe('看图')
    await page.keyboard.press('Alt+r')
    await failed.waitFor()
    broken = false
    await page.keyboard.press('Alt+r')
    await ready(page, 'image.png')
    expect(await page.getByText('还没有发送').count()).toBe(0)
    await page.keyboard.press('Control+Enter')
    await expect
      .poll(() => fromAgent(customer))
      .toEqual([
        ['text', '看图'],
        ['image', 'image.png'],
      ])
  })

  it('a note has files of its own, which the customer never hears of', TIMEOUT, async () => {
    const { running, page, customer, conversation } = await atCustomer()
    await bring(page, 'paste', { name: 'image.png', type: 'image/png', bytes: await photo() })
    await ready(page, 'image.png')
    await page.keyboard.press('Alt+p')
    await expect.poll(() => page.locator('.enclosed li').count()).toBe(0)
    await bring(page, 'drop', { name: '内部.pdf', type: 'application/pdf', bytes: PDF })
    await ready(page, '内部.pdf')
    await page.keyboard.press('Enter')
    await page.locator('.message.note .attachment-file', { hasText: '内部.pdf' }).waitFor()
    await page.keyboard.press('Alt+l')
    await ready(page, 'image.png')
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => fromAgent(customer)).toEqual([['image', 'image.png']])
    const log = await running.product.store.events('default', conversation, { after: 0, limit: 50 })
    expect(
      log?.events.flatMap(({ kind, attachment }) => (attachment === undefined ? [] : [[kind, attachment.name]])),
    ).toEqual([
      ['note', '内部.pdf'],
      ['image', 'image.png'],
    ])
    expect(JSON.stringify(customer.frames)).not.toContain('内部.pdf')
  })

  it.each([
    { dark: false, locale: 'zh-CN', width: 390 },
    { dark: true, locale: 'en-GB', width: 1280 },
  ] as const)('fits and has no faults that axe finds: $locale, $width, dark $dark', TIMEOUT, async (looks) => {
    const { page, customer } = await atCustomer(looks)
    await bring(page, 'paste', { name: 'image.png', type: 'image/png', bytes: await photo() })
    await ready(page, 'image.png')
    await bring(page, 'drop', {
      name: '一个名字长得在手机上放不下的退货说明文件.pdf',
      type: 'application/pdf',
      bytes: PDF,
    })
    await ready(page, '.pdf')
    await bring(page, 'drop', { name: 'empty.txt', type: 'text/plain', bytes: Buffer.alloc(0) })
    await page.locator('.enclosed .failed').waitFor()
    const wide = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
    expect(await page.evaluate(wide)).toBe(0)
    expect(await axeFaults(page)).toEqual([])
    const shots = process.env['SCREENS_DIR']
    if (shots !== undefined) await page.screenshot({ path: `${shots}/files-${looks.width}-${looks.locale}.png` })
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => fromAgent(customer).length).toBe(2)
    await page.locator('.message.agent.image img').waitFor()
    expect(await axeFaults(page)).toEqual([])
    expect(await page.evaluate(wide)).toBe(0)
    if (shots !== undefined) await page.screenshot({ path: `${shots}/sent-${looks.width}-${looks.locale}.png` })
  })
})
