import { describe, expect, it } from 'vitest'
import { startEndpoint } from './helpers/endpoint.ts'
import { runToEnd } from './helpers/process.ts'
import { type Running, SECRET, startProduct } from './helpers/product.ts'

const PATIENCE = { timeout: 30_000, interval: 20 }

const tabdesk = ({ url, dataDir }: Pick<Running, 'url' | 'dataDir'>, ...args: string[]) =>
  runToEnd(['webhooks', ...args, '--server', url], { DATA_DIR: dataDir, JWT_SECRET: SECRET })

describe('tabdesk webhooks', () => {
  it('lists endpoints and deliveries of a running server, and sends again', { timeout: 120_000 }, async () => {
    const product = await startProduct({ config: { webhooks: { allowPrivate: true } } })
    const endpoint = await startEndpoint()
    const { id } = (
      await product.call('/v1/webhooks', { role: 'admin', body: { url: endpoint.url, kinds: ['conversation.opened'] } })
    ).body
    await (await product.client('customer', 'lin')).say('你好')
    const page = () => product.call(`/v1/webhooks/${id}/deliveries?state=delivered`, { role: 'admin' })
    await expect.poll(async () => (await page()).body.deliveries.length, PATIENCE).toBe(1)

    const listed = await tabdesk(product, 'list')
    expect([listed.code, listed.stdout]).toEqual([0, `${id}  active  ${endpoint.url}  conversation.opened\n`])
    const delivered = await tabdesk(product, 'deliveries', id, '--state', 'delivered', '--json')
    expect(JSON.parse(delivered.stdout).deliveries).toMatchObject([{ kind: 'conversation.opened', attempts: 1 }])
    const again = await tabdesk(product, 'replay', id, '--from', '2020-01-01T00:00:00Z', '--to', '2099-01-01T00:00:00Z')
    expect(again.stdout).toBe('1 on their way again\n')
    await expect.poll(() => endpoint.heard.length, PATIENCE).toBe(2)

    const away = await tabdesk({ url: 'http://127.0.0.1:1', dataDir: product.dataDir }, 'list')
    expect(away).toMatchObject({ code: 2, stderr: expect.stringContaining('no server answers') })
  })
})
