import { describe, expect, it } from 'vitest'
import { canBrowse } from './helpers/browser.ts'
import { openConsole, startConsole, waitingCustomers } from './helpers/console-pages.ts'
import { freePort } from './helpers/free-port.ts'

const TIMEOUT = { timeout: 180_000 }

describe.skipIf(!canBrowse)('two agents at once', () => {
  it('each sees that the other looks, and is warned while the other writes', TIMEOUT, async () => {
    const running = await startConsole()
    const customer = await running.client('customer', 'demo')
    const { conversation } = await customer.say('转人工')
    const bo = await running.client('agent', 'bo')
    await bo.watch(conversation)
    const { page } = await openConsole(running)
    await page.locator('.rows .row').first().click()
    await expect
      .poll(() => page.locator('.onlookers').textContent(), { timeout: 20_000 })
      .toContain('bo 也在看这个会话')
    expect(await page.locator('.collision').count()).toBe(0)
    bo.send({ type: 'typing', conversation })
    await expect
      .poll(() => page.locator('.collision').textContent(), { timeout: 20_000 })
      .toContain('bo 也在回复这个会话')
    // One's own typing comes back over the wire, and is no collision.
    await bo.say('我来跟进', { conversation })
    await expect.poll(() => page.locator('.collision').count()).toBe(0)
    const { page: other } = await openConsole(running, { agent: 'cy', name: 'Cy' })
    await other.locator('.filters button', { hasText: '全部' }).click()
    await other.locator('.rows .row').first().click()
    await page.bringToFront()
    await bo.send({ type: 'transfer', conversation, to: { group: 'queue' } })
    await expect.poll(() => page.locator('#reply').isEditable(), { timeout: 20_000 }).toBe(true)
    await page.locator('#reply').fill('正在查')
    await expect.poll(() => other.locator('.collision').textContent(), { timeout: 20_000 }).toContain('安安')
    expect(await page.locator('.collision').count()).toBe(0)
  })

  it('a claim shows at once and goes back when somebody was first, who is named', TIMEOUT, async () => {
    const running = await startConsole()
    const [id = ''] = await waitingCustomers(running, [{ customer: 'c1', name: '王小明', text: '在吗' }])
    const { page } = await openConsole(running)
    let letThrough: (() => void) | undefined
    await page.routeWebSocket(/\/v1\/socket/, (socket) => {
      const server = socket.connectToServer()
      server.onMessage((frame) => {
        // A slow line: what is refused is heard late.
        if (String(frame).includes('"type":"nack"')) letThrough = () => socket.send(frame)
        else socket.send(frame)
      })
    })
    await page.reload()
    await page.locator('.filters button', { hasText: '全部' }).click()
    await page.locator('.rows .row').first().click()
    await page.getByRole('button', { name: '接入', exact: true }).waitFor()
    // Claimed behind the page's back, so that its own claim comes too late.
    await running.product.store.move({
      tenant: 'default',
      conversation: id,
      move: { type: 'claim', agent: 'bo', agentName: '小博' },
      at: new Date().toISOString(),
    })
    const standing = () => page.locator('.thread-who p').textContent()
    await page.keyboard.press('Alt+a')
    await expect.poll(standing, { message: 'before any answer' }).toContain('由你接待')
    await expect.poll(() => letThrough, { message: 'the refusal is on its way' }).toBeDefined()
    letThrough?.()
    await expect.poll(standing).not.toContain('由你接待')
    await page.locator('.notice').waitFor()
    expect(await page.locator('.notice').textContent()).toContain('别人先接入了')
  })

  it('taking back says what goes with it, and the customer’s words are gone after it', TIMEOUT, async () => {
    const running = await startConsole()
    const customer = await running.client('customer', 'demo')
    const { conversation } = await customer.say('转人工')
    const agent = await running.client('agent', 'ann')
    agent.send({ type: 'claim', conversation })
    await agent.next((frame) => frame.type === 'status' && frame.state === 'assigned')
    await agent.say('您好，我来处理。', { conversation })
    await agent.say('明天下午3点前给您回电话', { conversation })
    await customer.say('好的，我的电话是')
    const { page } = await openConsole(running)
    await page.evaluate(`location.hash = 'c=${conversation}'`)
    await page.locator('.promise').waitFor()
    const bubble = page.locator('.message.agent', { hasText: '我来处理' })
    await bubble.hover()
    await bubble.getByRole('button', { name: '回滚到此' }).click()
    const dialog = page.getByRole('dialog')
    const said = (await dialog.textContent()) ?? ''
    expect(said).toMatch(/客户消息 1 条.*客服回复 1 条.*承诺 1 项/)
    expect(said).toContain('承诺不再跟踪：明天下午3点前给您回电话')
    await page.keyboard.press('Escape')
    expect(await page.locator('.message.gone').count(), 'Esc changes nothing').toBe(0)
    await bubble.hover()
    await bubble.getByRole('button', { name: '回滚到此' }).click()
    await dialog.getByRole('button', { name: '回滚', exact: true }).click()
    await customer.next((frame) => frame.type === 'event' && frame.kind === 'rollback')
    await expect.poll(() => page.locator('.message.gone').count()).toBe(2)
    await expect.poll(() => page.locator('.promise').count()).toBe(0)
    await bubble.hover()
    await bubble.getByRole('button', { name: '撤回' }).click()
    await dialog.getByRole('button', { name: '撤回', exact: true }).click()
    await customer.next((frame) => frame.type === 'event' && frame.kind === 'recall')
    await expect.poll(() => page.locator('.message.gone').count()).toBe(3)
  })

  it('an answer of the bot is called wrong, once, without leaving', TIMEOUT, async () => {
    const running = await startConsole()
    const customer = await running.client('customer', 'demo')
    const { conversation } = await customer.say('我的货到哪了呀')
    const said = await customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot')
    const wrong = async () =>
      (await running.call(`/v1/conversations/${conversation}/corrections`, { role: 'agent' })).body.wrong
    const rating = `/v1/conversations/${conversation}/answers/${said.seq}/rating`
    const rated = await running.call(rating, { role: 'customer', sub: 'demo', body: { helped: false } })
    expect(rated.status).toBeLessThan(300)
    expect(await wrong(), 'what the customer says is another thing').toEqual([])
    const { page } = await openConsole(running)
    await page.evaluate(`location.hash = 'c=${conversation}'`)
    const answer = page.locator('.message.bot').first()
    await answer.hover()
    await answer.getByRole('button', { name: '答错了' }).click()
    await answer.getByText('已记录：答错').waitFor()
    const [record] = await running.product.store.records('default', { conversation, limit: 1 })
    expect(record?.outcomes.filter(({ result }) => result === 'rated')).toMatchObject([
      { value: 0, by: 'demo' },
      { value: 0, by: 'ann' },
    ])

    await customer.say('转人工')
    await page.keyboard.press('Alt+a')
    await customer.next((frame) => frame.type === 'status' && frame.state === 'assigned')
    const ann = await running.client('agent', 'ann')
    await ann.say('明天送到，到了会发短信给您。', { conversation })
    // The library is not there with stub models; it answers as it does.
    const seqs: number[] = []
    await page.route('**/v1/knowledge/kept-answers**', (route) => {
      const { seq } = (route.request().postDataJSON() ?? {}) as { seq?: number }
      if (seq !== undefined) seqs.push(seq)
      return route.fulfill(seq === undefined ? { json: { seqs } } : { status: 201, json: {} })
    })
    const own = page.locator('.message.agent', { hasText: '明天送到' })
    await own.hover()
    await own.getByRole('button', { name: '存为知识' }).click()
    await own.getByText('已存，待整理成知识').waitFor()
    await page.reload()
    await answer.getByText('已记录：答错').waitFor()
    await own.getByText('已存，待整理成知识').waitFor()
    expect(await answer.getByRole('button', { name: '答错了' }).count()).toBe(0)
    expect(await wrong()).toEqual([said.seq])
  })
})

describe.skipIf(!canBrowse)('a line that breaks', () => {
  it('a short break is not spoken of; a long one says what is kept, and it goes out once', {
    timeout: 240_000,
  }, async () => {
    const port = await freePort()
    const running = await startConsole({ config: { port } })
    const customer = await running.client('customer', 'demo')
    const { conversation } = await customer.say('转人工')
    const agent = await running.client('agent', 'ann')
    agent.send({ type: 'claim', conversation })
    await customer.next((frame) => frame.type === 'status' && frame.state === 'assigned')
    const { page } = await openConsole(running)
    await page.evaluate(`location.hash = 'c=${conversation}'`)
    await page.locator('#reply:enabled').waitFor()
    await expect.poll(() => page.locator('.thread-who p').textContent()).toContain('由你接待')
    await running.close()
    await page.locator('#reply').fill('断线时写的')
    await page.locator('#reply').press('Enter')
    await page.keyboard.type('还没写完')
    expect(await page.locator('.line-banner').count(), 'no flash').toBe(0)
    await page.locator('.line-banner').waitFor({ timeout: 30_000 })
    expect(await page.locator('.line-banner').textContent()).toMatch(/都已保留：1 条待发消息、1 份草稿/)
    const again = await startConsole({ config: { port }, dataDir: running.dataDir })
    await page.locator('.line-banner').waitFor({ state: 'detached', timeout: 60_000 })
    const texts = async () =>
      (await again.call(`/v1/conversations/${conversation}/events`, { role: 'agent' })).body.events
        .filter((event: { from: { role: string } }) => event.from.role === 'agent')
        .map((event: { text: string }) => event.text)
    await expect.poll(texts, { timeout: 30_000 }).toEqual(['断线时写的'])
    expect(await page.locator('#reply').inputValue()).toBe('还没写完')
  })
})
