import { describe, expect, it } from 'vitest'
import { NO_SETTINGS } from '../src/domain/settings.ts'
import { canBrowse } from './helpers/browser.ts'
import { axeFaults, screen } from './helpers/knowledge-pages.ts'
import { openWidget } from './helpers/widget.ts'

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const closedHours = () => {
  const day = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10)
  const holiday = { from: day, to: day, name: { zh: '', en: '' }, open: [{ from: '09:00', to: '09:01' }] }
  return { timeZone: 'Asia/Shanghai', weekly: Object.fromEntries(DAYS.map((name) => [name, []])), holidays: [holiday] }
}

describe.skipIf(!canBrowse)('the widget at the end of the day', { timeout: 120_000 }, () => {
  it('says when somebody is back, and a message left there is the next thing in the conversation', async () => {
    const { widget, running, ask, page } = await openWidget({ width: 390, height: 844 })
    const body = { version: 0, value: closedHours() }
    await running.call('/v1/settings/hours', { role: 'admin', method: 'PUT', body })
    await ask('转人工')
    await widget.locator('.message.bot', { hasText: '非工作时间' }).waitFor()
    const banner = widget.locator('.banner.closed')
    await banner.getByText(/同事 \d+月\d+日（周.）09:00 上班/).waitFor()
    expect(await banner.textContent()).not.toMatch(/分钟|第 \d+ 位/)
    await banner.getByRole('button', { name: '留言' }).click()
    const focused = () => banner.evaluate((box) => box.contains(box.ownerDocument.activeElement))
    await expect.poll(focused).toBe(true)
    await banner.getByLabel('联系方式').fill('138 0013 8000')
    await banner.getByLabel('想咨询的事情').fill('杯子碎了一个，想补发')
    expect(await axeFaults(page)).toEqual([])
    await screen(page, 'widget-closed-zh-390')
    await banner.getByRole('button', { name: '发送留言' }).click()
    await widget.locator('.message.customer', { hasText: '杯子碎了一个，想补发' }).waitFor()
    await banner.getByText('已经留言').waitFor()
    await expect.poll(focused).toBe(true)
    const [queued] = await running.product.store.conversations('default', { states: ['queued'], limit: 2 })
    const log = await running.product.store.events('default', queued?.id ?? '', { after: 0, limit: 50 })
    const left = log?.events.findLast(({ from }) => from.role === 'customer')
    expect(left?.text).toBe('【留言】杯子碎了一个，想补发\n联系方式：138 0013 8000')
    await page.reload()
    await page.waitForFunction('window.tabdesk !== undefined')
    await page.evaluate('window.tabdesk.open()')
    await banner.getByText('已经留言').waitFor()
    expect(await banner.getByRole('button', { name: '留言' }).count(), 'asked again after a reload').toBe(0)
  })

  it('asks once how it was, with words if wanted, and takes no for an answer', async () => {
    const { widget, running, ask, page } = await openWidget({ locale: 'en-GB', width: 390, height: 844 })
    const { store } = running.product
    const value = { ...NO_SETTINGS.widget, rating: 'stars' }
    await running.call('/v1/settings/widget', { role: 'admin', method: 'PUT', body: { version: 0, value } })
    await page.reload()
    await page.evaluate('window.tabdesk.open()')
    const ann = await running.client('agent', 'ann')
    const resolve = async (): Promise<string> => {
      const [open] = await store.conversations('default', { limit: 1 })
      ann.send({ type: 'resolve', conversation: open?.id })
      return open?.id ?? ''
    }
    await widget.locator('.composer textarea').waitFor()
    await ask('talk to a person')
    await widget.locator('.message.bot').first().waitFor()
    const first = await resolve()
    const judge = widget.locator('.judge')
    await judge.getByRole('button', { name: '4 of 5' }).click()
    await judge.getByRole('textbox').fill('Quick and kind')
    expect(await axeFaults(page)).toEqual([])
    await judge.getByRole('button', { name: 'Send' }).click()
    await judge.getByText('Thank you for your rating.').waitFor()
    expect((await store.conversation('default', first))?.marks?.judged).toMatchObject({
      ...{ scale: 'stars', score: 4, words: 'Quick and kind' },
    })
    await ask('talk to a person')
    await expect.poll(async () => (await store.conversations('default', { limit: 1 }))[0]?.id).not.toBe(first)
    await widget.locator('.banner.queue').waitFor()
    await resolve()
    await judge.getByRole('button', { name: 'Skip' }).click()
    await judge.waitFor({ state: 'detached' })
    await page.reload()
    await page.evaluate('window.tabdesk.open()')
    await widget.getByText('This conversation is over.').first().waitFor()
    expect(await judge.count()).toBe(0)
  })
})
