import { describe, expect, it } from 'vitest'
import { loadConfig } from '../src/config.ts'
import { createShopData } from '../src/demo/shop-data.ts'
import type { Understand } from '../src/domain/understanding.ts'
import { canBrowse } from './helpers/browser.ts'
import { startEndpoint } from './helpers/endpoint.ts'
import { stubModels } from './helpers/models.ts'
import { heard } from './helpers/orders.ts'
import { SECRET } from './helpers/product.ts'
import { openWidget } from './helpers/widget.ts'

const ORDER =
  createShopData(Date.now()).orders.find(({ customer, status }) => customer === 'demo' && status === 'shipped')?.id ??
  ''
/** A busy machine does not make the shop's systems late. */
const mesh = { ...loadConfig({ JWT_SECRET: SECRET }).mesh, cardDeadlineMs: 10_000 }
const { understand: stub } = stubModels()
const understand: Understand = async (text, options) => ({
  ...(await stub(text, options)),
  entities: heard(text).entities,
  ...(/\p{L}/u.test(text) ? {} : { neutral: true }),
})

describe.skipIf(!canBrowse)('a visitor in the widget', () => {
  it('taps for a code, types what the shop sent, and reads of their own order', { timeout: 120_000 }, async () => {
    const hook = await startEndpoint()
    const codeHook = { url: hook.url, secret: SECRET, allowPrivate: true }
    const { page, widget, ask, running } = await openWidget(
      { locale: 'zh-CN' },
      { config: { mesh: { ...mesh, codeHook } }, overrides: { models: { ...stubModels(), understand } } },
    )
    const token = await running.token('customer', 'visitor-0000000001-1')
    await page.evaluate(`window.tabdesk.identify(${JSON.stringify(token)})`)
    await ask('我的货到哪了呀')
    await widget.getByText('完整的订单号和下单手机号的后四位').waitFor()
    await ask(ORDER)
    await widget.getByRole('button', { name: '发验证码给我' }).click()
    await widget.getByText('6 位验证码正在发往').waitFor()
    expect(hook.heard.map(({ body }) => body.orderNumber)).toEqual([ORDER])
    expect(await widget.getByText(`订单 ${ORDER}`).count(), 'nothing is said of it yet').toBe(0)
    await ask(hook.heard[0]?.body.code)
    await widget.getByText(`订单 ${ORDER}`).first().waitFor()
  })
})
