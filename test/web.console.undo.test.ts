import type { Page, Route } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { answerCid } from '../src/conversation/answer-cid.ts'
import type { Consequences } from '../src/domain/consequences.ts'
import { retractableOf, takenByKind } from '../src/web/console/retractable.ts'
import { agent, logOf, message, recordOf, replyTo, TENANT } from './contract/store-words.ts'
import { canBrowse } from './helpers/browser.ts'
import { openConsole, startConsole } from './helpers/console-pages.ts'
import { axeFaults } from './helpers/knowledge-pages.ts'
import type { Running } from './helpers/product.ts'

describe('what may be taken back with a message', () => {
  const found: Consequences = {
    seq: 1,
    answers: [
      { seq: 2, text: '运费由我们承担' },
      { seq: 4, gone: true },
    ],
    replies: [
      { seq: 9, text: '已为您退款', edited: true },
      { seq: 6, text: '今天发出' },
      { seq: 7, text: '退您20元' },
    ],
    suggestions: 3,
    promises: [
      { id: 'a', seq: 6, kind: 'ship', text: '今天发出', state: 'open' },
      { id: 'b', seq: 7, kind: 'refund', text: '退您20元', state: 'kept' },
    ],
    outcomes: {},
  }

  it('what stands, oldest first; an agent’s own words and kept promises are left to choose', () => {
    expect(retractableOf(found)).toEqual([
      { seq: 2, role: 'bot', text: '运费由我们承担' },
      { seq: 6, role: 'agent', text: '今天发出' },
      { seq: 7, role: 'agent', text: '退您20元', doubt: 'kept' },
      { seq: 9, role: 'agent', text: '已为您退款', doubt: 'edited' },
    ])
    expect(takenByKind(found, [1, 2, 6])).toEqual({ message: 1, answers: 1, replies: 1 })
  })
})

const SENT = '您的订单预计今天发出，久等啦。'

/** A question answered by the bot, another read with it and answered by an agent: once as suggested, once after she changed it. */
const talk = async ({ product, client }: Running): Promise<string> => {
  const { store } = product
  const { conversation } = await store.append(message({ text: '退货运费谁出呀', owesTurn: true }))
  const { id } = conversation
  await store.finishTurn({
    record: recordOf(id, 1),
    reply: replyTo(id, 1, { cid: answerCid(id, 1), text: '质量问题运费由我们承担。' }),
  })
  await store.append(message({ text: '那什么时候发货', owesTurn: true }))
  const { understanding } = recordOf(id, 3)
  await store.finishTurn({
    record: recordOf(id, 3, {
      suggestions: 1,
      understanding: { ...understanding, context: { from: `${id}:1`, kind: 'follow_up' } },
    }),
  })
  for (const text of ['您的订单预计今天发出。', SENT])
    await store.append(message({ from: agent(), conversation: id, text }))
  const ann = await client('agent', agent().id)
  ann.send({ type: 'outcome', suggestion: `${id}:3:0`, result: 'edited', text: SENT })
  await expect
    .poll(async () => (await store.records(TENANT, { conversation: id, limit: 9 })).flatMap((one) => one.outcomes))
    .toHaveLength(1)
  return id
}

const open = async (running: Running, conversation: string, looks: Parameters<typeof openConsole>[1]) => {
  const { page } = await openConsole(running, looks)
  await page.evaluate(`location.hash = 'c=${conversation}'`)
  await page.locator('.message').nth(4).waitFor()
  return page
}

const ask = async (page: Page, text: string, button: string) => {
  const bubble = page.locator('.message', { hasText: text })
  await bubble.hover()
  await bubble.getByRole('button', { name: button }).click()
  await page.locator('dialog[open]').waitFor()
  return page.getByRole('dialog')
}

/** Asks are held back until they are let go on. */
const holdBack = async (page: Page, url: string) => {
  const held: Route[] = []
  await page.route(url, (route) => void held.push(route))
  return held
}

const focused = (page: Page) => page.evaluate('document.activeElement?.textContent') as Promise<string>

describe.skipIf(!canBrowse)('taking back what was decided because of a message', () => {
  it('its own list at once, the server’s to choose from, by keyboard, in one operation that may be asked twice', {
    timeout: 180_000,
  }, async () => {
    const running = await startConsole()
    const id = await talk(running)
    const lin = await running.client('customer', 'lin')
    const page = await open(running, id, { agent: 'boss', name: '主管', role: 'supervisor' })
    const held = await holdBack(page, '**/consequences?*')
    const dialog = await ask(page, '退货运费谁出呀', '撤回')
    await dialog.getByText('客户消息 1 条').waitFor()
    await dialog.getByText('正在查因它而定的内容').waitFor()
    await expect.poll(() => held.length).toBe(1)
    expect(await focused(page)).toBe('取消')
    await held[0]?.continue()
    const boxes = dialog.getByRole('checkbox')
    await expect.poll(() => boxes.count()).toBe(3)
    expect(await Promise.all([0, 1, 2].map((at) => boxes.nth(at).isChecked()))).toEqual([true, true, false])
    expect(await dialog.locator('.retractable').nth(2).textContent()).toContain(`${SENT}客服改过`)
    expect(await dialog.locator('.facts').textContent()).toBe('给过客服的建议：1结果记录：改后发出 1')
    expect(await focused(page), 'the list came, the focus stays').toBe('取消')
    expect(await axeFaults(page)).toEqual([])

    // Backwards from Cancel: the reason, then the boxes, the last first.
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.type('政策写错了')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Space')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Space')
    const take = dialog.getByRole('button', { name: '一起撤回 3 条' })
    await take.waitFor()
    const bodies: { opId: string; only: number[] }[] = []
    await page.route('**/retract', (route) => {
      bodies.push(route.request().postDataJSON())
      // The first answer is lost on its way back.
      return bodies.length === 1 ? route.fetch().then(() => route.abort()) : route.continue()
    })
    await take.focus()
    await page.keyboard.press('Enter')
    await dialog.getByText('没有收到服务器的答复').waitFor()
    await page.keyboard.press('Enter')
    await dialog.getByText('机器人回答 1 条').waitFor()
    expect(await dialog.locator('.affected').textContent()).toBe('原消息 1 条机器人回答 1 条客服回复 1 条')
    await expect.poll(() => focused(page)).toBe('关闭')
    expect(await axeFaults(page)).toEqual([])
    expect(bodies.map(({ only }) => only)).toEqual([
      [2, 5],
      [2, 5],
    ])
    expect(bodies[1]?.opId).toBe(bodies[0]?.opId)
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('dialog').count()).toBe(0)

    const log = await logOf(running.product.store, id)
    expect(log.filter(({ recalled }) => recalled).map(({ seq }) => seq)).toEqual([1, 2, 5])
    expect(
      log.filter(({ kind }) => kind === 'recall'),
      'each once',
    ).toHaveLength(3)
    await expect.poll(() => page.locator('.message.gone').count()).toBe(3)
    await lin.next((frame) => frame.type === 'event' && frame.kind === 'recall' && frame.target === 5)
    const [entry] = (await running.product.store.audited(TENANT, { limit: 9 })).filter(
      (one) => one.action === 'retract',
    )
    expect(entry).toMatchObject({ by: { id: 'boss' }, field: `${id}:1`, reason: '政策写错了 (1, 2, 5)' })
  })

  it('where the server says nothing in time it says so, looks again when asked, and the message alone can go', {
    timeout: 180_000,
  }, async () => {
    const running = await startConsole()
    const id = await talk(running)
    const page = await open(running, id, { agent: 'boss', name: 'Boss', role: 'supervisor', locale: 'en-GB' })
    const held = await holdBack(page, '**/consequences?*')
    const dialog = await ask(page, '退货运费谁出呀', 'Take back')
    await dialog.getByText('could not be looked up').waitFor({ timeout: 20_000 })
    expect(await focused(page)).toBe('Cancel')
    expect(await axeFaults(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Look again' }).click()
    await expect.poll(() => held.length).toBe(2)
    await held[1]?.continue()
    await dialog.getByRole('button', { name: 'Take back all 3' }).waitFor()
    expect(await axeFaults(page)).toEqual([])
    for (const at of [0, 1]) await dialog.getByRole('checkbox').nth(at).uncheck()
    await dialog.getByRole('button', { name: 'Take back', exact: true }).click()
    await expect.poll(() => page.locator('.message.gone').count()).toBe(1)
    const log = await logOf(running.product.store, id)
    expect(log.filter(({ recalled }) => recalled).map(({ seq }) => seq)).toEqual([1])
  })

  it('an agent who rolls back sees what was decided because of all above, and chooses nothing', {
    timeout: 180_000,
  }, async () => {
    const running = await startConsole()
    const id = await talk(running)
    const page = await open(running, id, { locale: 'en-GB', dark: true })
    const dialog = await ask(page, '质量问题运费由我们承担', 'Roll back to here')
    await dialog.getByText('Suggestions shown to agents: 1').waitFor()
    await dialog.getByText('Recorded: sent after changes 1').waitFor()
    await dialog.getByText('goes with the rest').waitFor()
    expect(await dialog.getByRole('checkbox').count()).toBe(0)
    expect(await axeFaults(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Roll back', exact: true }).click()
    await expect.poll(() => page.locator('.message.gone').count()).toBe(3)
  })
})
