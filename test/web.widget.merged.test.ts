import { describe, expect, it } from 'vitest'
import { canBrowse } from './helpers/browser.ts'
import { newCid } from './helpers/client.ts'
import { axeFaults, screen } from './helpers/knowledge-pages.ts'
import type { Running } from './helpers/product.ts'
import { openWidget } from './helpers/widget.ts'

/** A visitor's conversation in which they have proven to be this customer of the shop; resolves with its id. */
const provenVisitor = async (running: Running, customer: string): Promise<string> => {
  const visitor = await running.client('customer', 'visitor-abc')
  const { conversation } = await visitor.say('转人工')
  const { store } = running.product
  await expect.poll(() => store.owed(1)).toEqual([])
  const { event } = await store.append({
    ...{ tenant: 'default', conversation, cid: newCid(), kind: 'text', text: '订单号 1234', owesTurn: true },
    from: { role: 'customer', id: 'visitor-abc', name: 'visitor-abc' },
  })
  const [known] = await store.records('default', { conversation, limit: 1 })
  await store.finishTurn({
    record: { ...known, id: `${conversation}:${event.seq}`, seq: event.seq, conversation } as never,
    patch: { proof: { tries: 0, customer } },
  })
  return conversation
}

describe.skipIf(!canBrowse)('a conversation that was merged, in the widget', { timeout: 180_000 }, () => {
  it('leads its customer to where it goes on, also to what is said there later; without a sign-in it says how', async () => {
    const { widget, running, ask, page } = await openWidget({ width: 390, height: 844 })
    await ask('转人工')
    const own = async () => (await running.product.store.openOf('default', 'demo'))?.id ?? ''
    await expect.poll(own).not.toBe('')
    await expect.poll(() => running.product.store.owed(1)).toEqual([])
    const conversation = await own()
    const into = await provenVisitor(running, 'demo')
    const ann = await running.client('agent', 'ann')
    for (const id of [conversation, into]) {
      ann.send({ type: 'claim', conversation: id })
      await ann.next((frame) => frame.type === 'status' && frame.conversation === id && frame.state === 'assigned')
    }
    ann.send({ type: 'merge', conversation, into })
    await widget.locator('.between', { hasText: '已并入您的另一个会话' }).waitFor()
    await ann.say('您好，两个会话我一起看', { conversation: into })
    await ann.say('内部：客户已核对', { conversation: into, kind: 'note' })

    // What a visitor gets who has proven an order and is not signed in (SU6).
    await page.route('**/continuation?*', (route) =>
      route.fulfill({ status: 403, contentType: 'application/problem+json', body: '{"code":"forbidden"}' }),
    )
    await widget.getByRole('button', { name: '看看那边的进展' }).click()
    const there = widget.locator('.goes-on')
    await there.getByText('请先登录店铺账号').waitFor()
    expect(await there.locator('.message').count()).toBe(0)
    await page.unroute('**/continuation?*')

    await there.locator('.message.agent', { hasText: '两个会话我一起看' }).waitFor()
    await ann.say('退款今天到账', { conversation: into })
    await there.locator('.message.agent', { hasText: '退款今天到账' }).waitFor()
    expect(await there.locator('.message', { hasText: '两个会话我一起看' }).count(), 'each once').toBe(1)
    expect(await there.textContent(), 'what agents write for each other').not.toContain('已核对')
    expect(await there.getByText('请先登录店铺账号').count(), 'and the trouble is over').toBe(0)
    expect(await axeFaults(page)).toEqual([])
    await screen(page, 'widget-merged-zh-390')
  })
})
