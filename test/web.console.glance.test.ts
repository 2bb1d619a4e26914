import { describe, expect, it } from 'vitest'
import { canBrowse } from './helpers/browser.ts'
import { openConsole, startConsole, waitingCustomers } from './helpers/console-pages.ts'

const TIMEOUT = { timeout: 180_000 }
/** From now on the page's time passes so slowly that what is held stays held, however busy the machine is. */
const SLOWLY = `{
  const now = performance.now.bind(performance)
  const from = now()
  performance.now = () => from + (now() - from) / 100
}`

describe.skipIf(!canBrowse)('what an agent sees at a glance', () => {
  it('a reply that can still be taken back, also when the next customer is open, or nobody', TIMEOUT, async () => {
    const running = await startConsole()
    const [lin, wang] = await waitingCustomers(running, [
      { customer: 'lin', name: '林晓', text: '快递到哪了' },
      { customer: 'wang', name: '王芳', text: '怎么退货呀' },
    ])
    const { page } = await openConsole(running)
    const held = page.locator('.held')
    const reply = page.locator('#reply')
    await page.evaluate(`location.hash = 'c=${lin}'`)
    await page.locator('.message.customer').waitFor()
    await page.keyboard.press('Alt+a')
    await expect
      .poll(async () => (await running.product.store.conversation('default', lin ?? ''))?.assignee)
      .toBe('ann')
    await page.evaluate(SLOWLY)
    await reply.fill('已经为您催促快递了。')
    await reply.press('Enter')
    await expect.poll(() => held.textContent()).toMatch(/^\d+ 秒后发出/)
    await page.evaluate('location.hash = ""')
    await page.locator('.nothing').waitFor()
    await expect.poll(() => held.textContent(), { message: 'nobody is open' }).toMatch(/^\d+ 秒后发给林晓/)
    await page.evaluate(`location.hash = 'c=${wang}'`)
    await page.locator('.thread-who h1', { hasText: '王芳' }).waitFor()
    await expect.poll(() => held.textContent(), { message: 'somebody else is' }).toMatch(/^\d+ 秒后发给林晓.*Alt Z/)
    await held.getByRole('button').click()
    await page.locator('.thread-who h1', { hasText: '林晓' }).waitFor()
    await expect.poll(() => reply.inputValue()).toBe('已经为您催促快递了。')
    expect(await held.count()).toBe(0)
  })
  it(
    'that a visitor has no account, which is no fault, and what language the customer is answered in',
    TIMEOUT,
    async () => {
      const running = await startConsole()
      const german = await running.client('customer', 'visitor-4f2a')
      const { conversation } = await german.say('Wo ist mein Paket? Ich warte seit drei Wochen darauf.')
      const known = await running.client('customer', 'demo')
      const { conversation: other } = await known.say('转人工')
      const { page } = await openConsole(running)
      const open = (id: string) => page.evaluate(`location.hash = 'c=${id}'`)
      await open(conversation)
      const unknown = page.locator('.sources li.unknown')
      await expect.poll(() => unknown.textContent()).toMatch(/^○ .*没有此人的账号/)
      expect(await page.locator('.sources li.absent').count()).toBe(0)
      await expect.poll(() => page.locator('.thread-who').textContent()).toContain('用英文回复')
      await open(other)
      await page.locator('.sources li.fresh').first().waitFor()
      expect(await unknown.count(), 'the control').toBe(0)
      await expect.poll(() => page.locator('.thread-who').textContent()).toContain('用中文回复')
    },
  )
  it('the mark of the product in the tab, also of what is no page', TIMEOUT, async () => {
    const running = await startConsole()
    const icon = await fetch(`${running.url}/favicon.ico`)
    expect([icon.status, icon.headers.get('content-type')]).toEqual([200, 'image/vnd.microsoft.icon'])
    expect([...new Uint8Array(await icon.arrayBuffer()).subarray(0, 4)], 'an icon').toEqual([0, 0, 1, 0])
  })
})
