import { describe, expect, it } from 'vitest'
import { canBrowse } from './helpers/browser.ts'
import { startEndpoint } from './helpers/endpoint.ts'
import { modelsWithEntities, ORDER, patientMesh, visitor } from './helpers/order-proof.ts'
import { SECRET } from './helpers/product.ts'
import { openWidget } from './helpers/widget.ts'

describe.skipIf(!canBrowse)('a visitor in the widget', () => {
  it('taps for a code, types what the shop sent, and reads of their own order', { timeout: 120_000 }, async () => {
    const hook = await startEndpoint()
    const codeHook = { url: hook.url, secret: SECRET, allowPrivate: true }
    const { page, widget, ask, running } = await openWidget(
      { locale: 'zh-CN' },
      { config: { mesh: { ...patientMesh, codeHook } }, overrides: { models: modelsWithEntities } },
    )
    const token = await running.token('customer', visitor(1))
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
