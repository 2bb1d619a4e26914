import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { canBrowse } from './helpers/browser.ts'
import { newCid } from './helpers/client.ts'
import { openConsole, openRareList, startConsole, waitingCustomers } from './helpers/console-pages.ts'
import { axeFaults, screen } from './helpers/knowledge-pages.ts'

const LIN = { customer: 'lin', name: '林晓', text: '快递三天没动了，帮我催一下' }
const WANG = { customer: 'wang', name: '王芳', text: '发票抬头写错了能改吗' }

const rowOf = (page: Page, name: string) => page.locator('.rows button.row', { hasText: name })
const list = (page: Page, name: RegExp) => page.locator('.filters').getByRole('button', { name })
const openRow = async (page: Page, name: string) => {
  await rowOf(page, name).click()
  await page.locator('.thread-head h1', { hasText: name }).waitFor()
}

describe.skipIf(!canBrowse)('desk work in the console', () => {
  it('snoozes by key, finds it under its filter, brings it back; a customer who writes brings it back', async () => {
    const running = await startConsole()
    const [lin = ''] = await waitingCustomers(running, [LIN, WANG])
    const { page } = await openConsole(running)
    await list(page, /^全部/).click()
    await openRow(page, '林晓')
    await page.keyboard.press('Alt+S')
    await page.getByRole('dialog').getByText('明天上午').waitFor()
    await page.keyboard.press('2')
    await rowOf(page, '林晓').waitFor({ state: 'detached' })
    await openRareList(page, '稍后')
    await expect.poll(() => rowOf(page, '林晓').textContent()).toMatch(/推迟到 .*09:00/)
    await expect
      .poll(async () => (await running.product.store.conversation('default', lin))?.marks?.snooze?.by)
      .toBe('ann')

    await page.reload()
    await list(page, /^全部/).click()
    await openRow(page, '王芳')
    await openRareList(page, '稍后')
    await rowOf(page, '林晓').waitFor()
    const person = await running.client('customer', 'lin')
    await person.say('怎么样了？')
    await rowOf(page, '林晓').waitFor({ state: 'detached' })
    await list(page, /^我的/).click()
    await expect.poll(() => rowOf(page, '林晓').textContent()).toContain('客户来消息了')
  })

  it('tomorrow morning is the shop’s, wherever the agent sits', async () => {
    const running = await startConsole()
    const [lin = ''] = await waitingCustomers(running, [LIN])
    const allDay = [{ from: '00:00', to: '24:00' }]
    const weekly = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, allDay]))
    const kept = await running.call('/v1/settings/hours', {
      role: 'admin',
      method: 'PUT',
      body: { version: 0, value: { timeZone: 'America/New_York', weekly, holidays: [] } },
    })
    expect(kept.status).toBe(200)
    expect((await running.call('/v1/shop', { role: 'agent' })).body).toEqual({ timeZone: 'America/New_York' })
    const { page } = await openConsole(running)
    await list(page, /^全部/).click()
    await openRow(page, '林晓')
    await page.keyboard.press('Alt+A')
    await expect.poll(async () => (await running.product.store.conversation('default', lin))?.assignee).toBe('ann')
    await page.keyboard.press('Alt+S')
    await expect.poll(() => page.getByRole('button', { name: /明天上午/ }).textContent()).toMatch(/09:00/)
    await page.keyboard.press('2')
    const until = async () => (await running.product.store.conversation('default', lin))?.marks?.snooze?.until
    await expect.poll(until).toBeDefined()
    const there = new Date((await until()) ?? 0).toLocaleTimeString('en-GB', { timeZone: 'America/New_York' })
    expect(there).toBe('09:00:00')
    await openRareList(page, '稍后')
    await expect.poll(() => rowOf(page, '林晓').textContent()).toMatch(/推迟到 .*09:00/)
  })

  it('what the server refuses goes back, and the agent is told', async () => {
    const running = await startConsole()
    const [lin = ''] = await waitingCustomers(running, [LIN])
    const { page } = await openConsole(running)
    await list(page, /^全部/).click()
    await openRow(page, '林晓')
    await page.keyboard.press('Alt+A')
    await expect.poll(async () => (await running.product.store.conversation('default', lin))?.assignee).toBe('ann')
    await page.keyboard.press('Alt+S')
    // Its customer's conversation is taken away without the page hearing of it.
    await running.product.store.move({
      tenant: 'default',
      conversation: lin,
      move: { type: 'transferToAgent', agent: 'bob', agentName: 'Bob' },
      at: new Date().toISOString(),
    })
    await page.keyboard.press('1')
    await page.locator('.notice').waitFor()
    await rowOf(page, '林晓').waitFor()
    expect(await rowOf(page, '林晓').textContent()).not.toContain('推迟到')
  })

  it('puts tags on by a few letters and Enter, narrows the list by them, and keeps that as a filter', async () => {
    const running = await startConsole()
    const [lin = ''] = await waitingCustomers(running, [LIN, WANG])
    const { page } = await openConsole(running)
    await list(page, /^全部/).click()
    await openRow(page, '林晓')
    await page.keyboard.press('Alt+G')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox').fill(' #物流 ')
    await page.keyboard.press('Enter')
    await dialog.getByRole('combobox').fill('VIP')
    await page.keyboard.press('Enter')
    await expect
      .poll(async () => (await running.product.store.conversation('default', lin))?.marks?.tags)
      .toEqual(['物流', 'vip'])
    await dialog.getByRole('combobox').fill('物')
    await expect.poll(() => dialog.getByRole('option').first().getAttribute('aria-checked')).toBe('true')
    await page.keyboard.press('Enter')
    await expect
      .poll(async () => (await running.product.store.conversation('default', lin))?.marks?.tags)
      .toEqual(['vip'])
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: '筛选', exact: true }).click()
    await page.locator('#inbox-narrow label', { hasText: /^标签/ }).locator('select').selectOption('vip')
    await rowOf(page, '王芳').waitFor({ state: 'detached' })
    await page.getByLabel('筛选名称').fill('贵宾')
    await page.keyboard.press('Enter')
    await page.reload()
    await page.locator('.saved').getByRole('button', { name: '贵宾' }).click()
    await rowOf(page, '林晓').waitFor()
    expect(await rowOf(page, '王芳').count()).toBe(0)
  })

  it('keeps a reply for later, rewrites and cancels it, and says why one was held', async () => {
    const running = await startConsole()
    const [lin = ''] = await waitingCustomers(running, [LIN])
    const marks = async () => (await running.product.store.conversation('default', lin))?.marks
    const { page } = await openConsole(running)
    await list(page, /^全部/).click()
    await openRow(page, '林晓')
    await page.locator('#reply').fill('明早我再联系快递，给您答复')
    await page.keyboard.press('Alt+W')
    await page.getByRole('dialog').getByText('明天上午').waitFor()
    await page.keyboard.press('2')
    const waiting = page.locator('.later-replies li')
    await expect.poll(() => waiting.textContent()).toMatch(/09:00 自动发送.*明早我再联系快递/s)
    expect(await page.locator('#reply').inputValue()).toBe('')
    await expect.poll(async () => (await marks())?.later?.length).toBe(1)
    await waiting.getByRole('button', { name: '改写' }).click()
    await expect.poll(() => page.locator('#reply').inputValue()).toBe('明早我再联系快递，给您答复')
    await expect.poll(marks).toBeUndefined()
    await page.keyboard.press('Alt+W')
    await page.getByRole('dialog').getByText('1 小时后').waitFor()
    await page.keyboard.press('1')
    await expect.poll(async () => (await marks())?.later?.length).toBe(1)
    const customer = await running.client('customer', 'lin')
    await customer.say('不用了谢谢')
    await expect.poll(() => waiting.textContent()).toContain('客户先来了消息')
    await waiting.getByRole('button', { name: '取消' }).click()
    await waiting.waitFor({ state: 'detached' })
    await expect.poll(marks).toBeUndefined()
  })

  it('who is named in a note finds it, with a count, until they have looked', async () => {
    const running = await startConsole()
    await waitingCustomers(running, [LIN])
    const bob = await openConsole(running, { agent: 'bob', name: '小王' })
    const { page } = await openConsole(running)
    await expect.poll(async () => (await running.call('/v1/agents', { role: 'agent' })).body.agents.length).toBe(2)
    await list(page, /^全部/).click()
    await openRow(page, '林晓')
    await page.keyboard.press('Alt+P')
    await page.locator('#reply').fill('@小王 这单你跟过，看一下')
    await page.keyboard.press('Enter')
    const mentions = list(bob.page, /^(更多|提到我)/)
    await expect.poll(() => mentions.textContent()).toMatch(/1/)
    await openRareList(bob.page, '提到我')
    await openRow(bob.page, '林晓')
    await expect.poll(() => mentions.textContent()).not.toMatch(/1/)
    // It stays to be found.
    expect(await rowOf(bob.page, '林晓').count()).toBe(1)
    expect(await list(page, /^更多/).textContent()).not.toMatch(/1/)
  })

  it('merges two conversations of one customer, shows what was said folded, and takes it back', async () => {
    const running = await startConsole()
    const { store } = running.product
    const [, visitor = ''] = await waitingCustomers(running, [
      LIN,
      { customer: 'visitor-4f2a', name: 'Visitor 4F2A', text: '我是林晓，刚才网页断了' },
    ])
    const ask = await running.client('customer', 'visitor-4f2a')
    const { seq } = await ask.say('转人工')
    await expect.poll(async () => (await store.records('default', { conversation: visitor, limit: 1 })).length).toBe(1)
    const [record] = await store.records('default', { conversation: visitor, limit: 1 })
    const proof = await store.append({
      tenant: 'default',
      conversation: visitor,
      cid: newCid(),
      from: { role: 'customer', id: 'visitor-4f2a', name: 'Visitor 4F2A' },
      kind: 'text',
      text: '订单尾号 1234',
      owesTurn: false,
    })
    await store.finishTurn({
      record: { ...record, id: `${visitor}:${proof.event.seq}`, seq: proof.event.seq } as never,
      patch: { proof: { tries: 0, customer: 'lin' } },
    })
    expect(seq).toBe(2)
    const { page } = await openConsole(running)
    await list(page, /^全部/).click()
    await openRow(page, '访客 4F2A')
    await page.keyboard.press('Alt+M')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('林晓').first().waitFor()
    expect(await dialog.textContent()).toContain('以“已合并”结束')
    await dialog.getByRole('button', { name: '合并', exact: true }).click()
    await page.locator('.thread-head h1', { hasText: '林晓' }).waitFor()
    const folded = page.locator('.merged-above details')
    await folded.locator('summary').click()
    await folded.getByText('刚才网页断了').waitFor()
    expect((await store.conversation('default', visitor))?.outcome).toBe('merged')
    await folded.getByRole('button', { name: '撤销合并' }).click()
    await folded.waitFor({ state: 'detached' })
    await expect.poll(async () => (await store.conversation('default', visitor))?.state).toBe('assigned')
  })

  it.each(['snooze', 'tags', 'sendLater', 'merge'])(
    'the sheet of %s has no serious fault for a screen reader',
    async (which) => {
      const running = await startConsole()
      await waitingCustomers(running, [LIN])
      const { page } = await openConsole(running, { dark: which === 'tags' || which === 'merge' })
      await list(page, /^全部/).click()
      await openRow(page, '林晓')
      await page.locator('#reply').fill('稍后答复您')
      await page.keyboard.press({ snooze: 'Alt+S', tags: 'Alt+G', sendLater: 'Alt+W', merge: 'Alt+M' }[which] ?? '')
      await page.locator('dialog[open]').waitFor()
      if (which === 'merge') await page.getByText('没有找到这位客户').waitFor()
      expect(await axeFaults(page)).toEqual([])
      if (which === 'snooze') await screen(page, 'console-snooze-zh')
    },
  )
})
