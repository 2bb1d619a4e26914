import { describe, expect, it } from 'vitest'
import { correctChoices } from '../src/web/console/correct-choices.ts'
import { canBrowse } from './helpers/browser.ts'
import { openConsole, startConsole } from './helpers/console-pages.ts'
import { axeFaults } from './helpers/knowledge-pages.ts'
import { stubModels } from './helpers/models.ts'
import { type Running, startProduct } from './helpers/product.ts'

const NAMED = [
  { intent: 'greeting', domain: 'talk', zh: '问候', en: 'Greeting' },
  { intent: 'thanks', domain: 'talk', zh: '感谢', en: 'Thanks' },
  { intent: 'goodbye', domain: 'talk', zh: '告别', en: 'Goodbye' },
]
const overrides = { models: { ...stubModels(), intents: new Map(NAMED.map((one) => [one.intent, one])) } }

const asked = async (running: Running, text = '你好') => {
  const customer = await running.client('customer', 'demo')
  const { conversation, seq } = await customer.say(text)
  await customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot')
  return { customer, conversation: conversation as string, seq: seq as number }
}

describe('what a message was about', { timeout: 60_000 }, () => {
  it('staff says it, the last word holds, it can be taken back, and outcomes tell of each', async () => {
    const running = await startProduct({ overrides })
    const { conversation, seq } = await asked(running)
    const path = `/v1/conversations/${conversation}/turns/${seq}/intent`
    const standing = async () =>
      (await running.call(`/v1/conversations/${conversation}/corrections`, { role: 'agent' })).body.corrections
    expect(await standing()).toEqual([])
    const put = (intent: string, role: 'agent' | 'customer' = 'agent') =>
      running.call(path, { role, method: 'PUT', body: { intent } })
    expect((await put('thanks')).status).toBe(200)
    expect(await standing()).toMatchObject([{ seq, intent: 'thanks' }])
    expect((await put('goodbye')).status).toBe(200)
    expect(await standing()).toMatchObject([{ seq, intent: 'goodbye' }])
    expect((await running.call(path, { role: 'agent', method: 'DELETE' })).status).toBe(200)
    expect(await standing()).toEqual([])
    const { outcomes } = (await running.call(`/v1/conversations/${conversation}/turns/${seq}`, { role: 'agent' })).body
    const words = outcomes.filter(({ result }: { result: string }) => result === 'corrected')
    expect(words.map(({ meant }: { meant?: string }) => meant)).toEqual(['thanks', 'goodbye', undefined])
  })

  it('is refused for an intent that nobody knows, for a message without a decision, and to customers', async () => {
    const running = await startProduct({ overrides })
    const { conversation, seq } = await asked(running)
    const put = (at: number | string, intent: string, role: 'agent' | 'customer' = 'agent', of = conversation) =>
      running.call(`/v1/conversations/${of}/turns/${at}/intent`, { role, method: 'PUT', body: { intent } })
    expect(await put(seq, 'no_such_intent')).toMatchObject({ status: 400, body: { field: 'intent' } })
    expect(await put(seq + 1, 'thanks'), 'the bot’s own').toMatchObject({ status: 404 })
    expect(await put(seq, 'thanks', 'agent', 'nowhere')).toMatchObject({ status: 404 })
    expect((await put(seq, 'thanks', 'customer')).status).toBe(403)
    expect((await running.call('/v1/conversations/nowhere/corrections', { role: 'agent' })).status).toBe(404)
  })

  it('likely intents come first, the one that it was not is left out, and a few letters of either language find one', () => {
    const intents = [
      { intent: 'cancel_order', zh: '取消订单', en: 'Cancel an order' },
      { intent: 'refund_status', zh: '退款进度', en: 'Where is my refund' },
      { intent: 'refund_amount_wrong', zh: '退款金额不对', en: 'Refund amount wrong' },
    ].map((one) => ({ ...one, domain: 'd' })) as unknown as Parameters<typeof correctChoices>[1] & object[]
    const found = (query: string) =>
      correctChoices(query, intents, {
        likely: ['refund_status', 'refund_amount_wrong'],
        not: 'refund_status',
      }).map(({ intent }) => intent)
    expect(found('')).toEqual(['refund_amount_wrong', 'cancel_order'])
    expect(found('金额')).toEqual(['refund_amount_wrong'])
    expect(found('cancel')[0]).toBe('cancel_order')
    expect(found('完全没有')).toEqual([])
  })
})

describe.skipIf(!canBrowse)('correcting the understanding in the console', () => {
  it('takes three keys, stands under the message after a reload, and is taken back by one', {
    timeout: 120_000,
  }, async () => {
    const running = await startConsole({ overrides })
    const { conversation, seq } = await asked(running)
    const { page } = await openConsole(running)
    await page.goto(`${page.url().split('#')[0]}#c=${conversation}`)
    await page.locator('.message.customer').first().waitFor()
    await page.keyboard.press('Alt+u')
    const options = page.locator('.correct [role="option"]')
    expect(
      await page.evaluate(`(() => {
        const { borderTopWidth, borderRadius, width } = getComputedStyle(document.querySelector('.correct input'))
        return { borderTopWidth, isRound: borderRadius !== '0px', fills: parseFloat(width) > 400 }
      })()`),
      'the field looks like one of ours, not like the browser’s',
    ).toEqual({ borderTopWidth: '1px', isRound: true, fills: true })
    await options.first().waitFor()
    expect(await axeFaults(page)).toEqual([])
    const names = await options.allTextContents()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    const chip = page.locator('.message.customer .correction')
    await chip.waitFor()
    const chosen = await chip.locator('.chip').textContent()
    expect(chosen).toContain('其实是：')
    expect(names[1]).toContain(chosen?.replace('其实是：', ''))
    await expect.poll(() => page.locator('dialog[open]').count()).toBe(0)
    await page.reload()
    await chip.waitFor()
    expect(await chip.locator('.chip').textContent()).toBe(chosen)
    await chip.getByRole('button').click()
    await expect.poll(() => chip.count()).toBe(0)
    const standing = async () =>
      (await running.call(`/v1/conversations/${conversation}/corrections`, { role: 'agent' })).body.corrections
    await expect.poll(standing).toEqual([])
    expect(seq).toBeGreaterThan(0)
  })

  it('goes back where the server refuses, and says so', { timeout: 120_000 }, async () => {
    const running = await startConsole({ overrides })
    const { conversation } = await asked(running)
    const { page } = await openConsole(running, { locale: 'en-GB' })
    await page.goto(`${page.url().split('#')[0]}#c=${conversation}`)
    await page.locator('.message.customer').first().waitFor()
    await page.route('**/intent', (route) => route.fulfill({ status: 503, body: '{}' }))
    await page.keyboard.press('Alt+u')
    const options = page.locator('.correct [role="option"]')
    await options.first().waitFor()
    await page.keyboard.type('thank')
    await expect.poll(() => options.count()).toBeGreaterThan(0)
    await page.keyboard.press('Enter')
    await page.getByText('It was not kept').waitFor()
    expect(await page.locator('.correction').count()).toBe(0)
  })
})
