import { describe, expect, it } from 'vitest'
import type { LogEvent } from '../src/domain/message.ts'
import { isRecallable, lastRecallable } from '../src/web/console/recallable.ts'
import { canBrowse } from './helpers/browser.ts'
import { isWriting, openConsole, startConsole } from './helpers/console-pages.ts'

const TIMEOUT = { timeout: 180_000 }

describe('what can still be taken back', () => {
  const at = Date.parse('2026-11-22T08:00:00.000Z')
  const event = (seq: number, role: LogEvent['from']['role'], id: string, more: Partial<LogEvent> = {}): LogEvent => ({
    conversation: 'c',
    epoch: 'e',
    seq,
    at: new Date(at + seq * 1_000).toISOString(),
    from: { role, id, name: id },
    kind: 'text',
    text: '好的',
    ...more,
  })
  const ann = { sub: 'ann', oversees: false }
  const time = (seconds: number) => ({ recallMs: 120_000, now: at + seconds * 1_000 })

  it('own words for as long as the server says, the bot’s always, those of others never but by overseers', () => {
    const own = event(1, 'agent', 'ann')
    expect(isRecallable(own, ann, time(120))).toBe(true)
    expect(isRecallable(own, ann, time(121))).toBe(false)
    expect(isRecallable(own, ann, { recallMs: 0, now: at + 1_000 }), 'nothing is known of the server yet').toBe(false)
    expect(isRecallable(event(1, 'bot', 'bot'), ann, time(9_999))).toBe(true)
    expect(isRecallable(event(1, 'agent', 'bob'), ann, time(2))).toBe(false)
    expect(isRecallable(event(1, 'customer', 'ann'), ann, time(2)), 'a customer of the same id').toBe(false)
    expect(isRecallable(event(1, 'agent', 'bob'), { sub: 'sue', oversees: true }, time(9_999))).toBe(true)
    expect(isRecallable({ ...own, recalled: true }, { sub: 'sue', oversees: true }, time(2))).toBe(false)
  })

  it('the last own message, past what others said and what is gone already', () => {
    const events = [
      event(1, 'agent', 'ann'),
      event(2, 'agent', 'ann'),
      event(3, 'agent', 'ann', { recalled: true }),
      event(4, 'bot', 'bot'),
      event(5, 'agent', 'bob'),
    ]
    expect(lastRecallable(events, 'ann', time(10))?.seq).toBe(2)
    expect(lastRecallable(events, 'ann', time(122))).toBeUndefined()
    expect(lastRecallable(events, 'cy', time(10))).toBeUndefined()
  })
})

describe.skipIf(!canBrowse)('a reply that goes out', () => {
  const atCustomer = async (options: Parameters<typeof startConsole>[0] = {}) => {
    const running = await startConsole(options)
    const customer = await running.client('customer', 'demo')
    const { conversation } = await customer.say('转人工')
    const { page } = await openConsole(running)
    await page.locator('.rows .row').first().click()
    await page.keyboard.press('Alt+a')
    await customer.next((frame) => frame.type === 'status' && frame.state === 'assigned')
    await expect.poll(() => isWriting(page)).toBe(true)
    return { running, customer, conversation, page }
  }

  it('is never cut: what is too long says by how much, and goes once it is short enough', TIMEOUT, async () => {
    const { customer, page } = await atCustomer()
    const box = page.locator('#reply')
    await box.fill('好'.repeat(5_000))
    expect(await page.locator('.length').count()).toBe(0)
    await box.fill(`${'好'.repeat(8_000)}完了`)
    expect((await box.inputValue()).length).toBe(8_002)
    expect(await page.locator('.length.over').textContent()).toBe('8,002 / 8,000')
    expect(await page.locator('.too-long').textContent()).toContain('超出 2 个字')
    await page.keyboard.press('Control+Enter')
    expect((await box.inputValue()).length, 'nothing is sent').toBe(8_002)
    await page.keyboard.press('Backspace')
    await page.keyboard.press('Backspace')
    expect(await page.locator('.too-long').count()).toBe(0)
    await page.keyboard.press('Control+Enter')
    const sent = await customer.next((frame) => frame.type === 'event' && frame.from.role === 'agent')
    expect(sent.text).toBe('好'.repeat(8_000))
  })

  it('in a second tab of the same agent, it is taken back there, and goes out once', TIMEOUT, async () => {
    const { running, conversation, page } = await atCustomer()
    const words = '为您加急处理。'
    await page.evaluate(`localStorage.setItem('tabdesk.desk.default.ann', '{"undoSeconds":10}')`)
    await page.reload()
    await page.locator('.message.customer').first().waitFor()
    const other = await page.context().newPage()
    await other.goto(`${running.url}/#token=${await running.token('agent', 'ann')}`)
    await other.locator('nav.inbox').waitFor()
    await other.evaluate(`location.hash = 'c=${conversation}'`)
    await other.locator('.message.customer').first().waitFor()
    await page.bringToFront()
    await page.locator('#reply').fill(words)
    await page.locator('#reply').press('Enter')
    await page.locator('.message.pending', { hasText: words }).waitFor()
    await other.locator('.message.pending', { hasText: words }).waitFor()
    await other.bringToFront()
    await other.locator('.held button').click()
    await expect.poll(() => other.locator('#reply').inputValue()).toBe(words)
    for (const one of [page, other]) await expect.poll(() => one.locator('.message.pending').count()).toBe(0)
    expect(await page.locator('#reply').inputValue(), 'not in both').toBe('')
    const replies = async () =>
      (await running.product.store.events('default', conversation, { after: 0, limit: 100 }))?.events.filter(
        ({ from }) => from.role === 'agent',
      ).length
    expect(await replies()).toBe(0)
    await other.locator('#reply').press('Control+Enter')
    for (const one of [page, other]) await one.locator('.message.agent .ticks', { hasText: '✓' }).waitFor()
    expect(await replies()).toBe(1)
  })

  it('is taken back by Alt Z after it has gone, as long as that can be; then nothing offers it', TIMEOUT, async () => {
    const { customer, page } = await atCustomer({ config: { recallMinutes: 0.1 } })
    await page.keyboard.type('这是错的')
    await page.keyboard.press('Control+Enter')
    await customer.next((frame) => frame.type === 'event' && frame.from.role === 'agent')
    const offer = page.locator('.message.agent .message-actions').getByRole('button', { name: '撤回' })
    await expect.poll(() => offer.count()).toBe(1)
    await page.keyboard.press('Alt+z')
    await page.locator('dialog[open] .affected-messages', { hasText: '这是错的' }).waitFor()
    // The focus is not on what cannot be undone: Enter alone changes nothing.
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await customer.next((frame) => frame.type === 'event' && frame.kind === 'recall')
    await page.keyboard.type('这是对的')
    await page.keyboard.press('Control+Enter')
    await customer.next((frame) => frame.type === 'event' && frame.text === '这是对的')
    await expect.poll(() => offer.count()).toBe(1)
    await expect.poll(() => offer.count(), { timeout: 20_000 }).toBe(0)
    await page.keyboard.press('Alt+z')
    await expect.poll(() => page.locator('.notice').textContent()).toContain('没有你还能撤回的消息')
    expect(await page.locator('dialog[open]').count()).toBe(0)
  })

  it('a transfer chooses somebody who is there; where nobody is, the line', TIMEOUT, async () => {
    const { running, page } = await atCustomer()
    const chosen = () => page.locator('dialog[open] input:checked').getAttribute('value')
    /** The sheet, opened when it is known who is there. */
    const openSheet = async () => {
      await page.reload()
      await page.locator('.thread-actions [title*="Alt+H"]').waitFor()
      await page.keyboard.press('Alt+t')
      await page.locator('.choice', { hasText: 'bo' }).waitFor()
      await page.keyboard.press('Escape')
      await page.keyboard.press('Alt+t')
      await page.locator('.choice', { hasText: 'bo' }).waitFor()
    }
    const bo = await running.client('agent', 'bo')
    await openSheet()
    expect(await chosen(), 'control: somebody is there').toBe('agent:bo')
    await bo.close()
    await expect
      .poll(async () => (await running.call('/v1/agents', { role: 'agent' })).body.agents)
      .toContainEqual(expect.objectContaining({ agent: 'bo', status: 'offline' }))
    await openSheet()
    expect(await chosen()).toBe('queue')
  })
})
