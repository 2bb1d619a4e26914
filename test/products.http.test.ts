import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { loadConfig } from '../src/config.ts'
import type { Role } from '../src/domain/message.ts'
import { runToEnd } from './helpers/process.ts'
import { type Running, startProduct } from './helpers/product.ts'

const send = async (
  { url, token }: Running,
  text: string,
  fields: Record<string, string> = {},
  { role = 'knowledge', name = '商品.csv' }: { role?: Role; name?: string } = {},
) => {
  const form = new FormData()
  for (const [key, value] of Object.entries(fields)) form.append(key, value)
  form.append('file', new Blob([text]), name)
  const response = await fetch(`${url}/v1/knowledge/products`, {
    method: 'POST',
    body: form,
    headers: { authorization: `Bearer ${await token(role, 'kim')}` },
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> & { plan: string } }
}
const commit = async (running: Running, text: string) => {
  const { plan } = (await send(running, text)).body
  return send(running, text, { plan, note: '秋季上新' })
}
const asked = async (running: Running, sub: string, text: string): Promise<string> => {
  const customer = await running.client('customer', sub)
  const { seq } = await customer.say(text)
  return (await customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot' && frame.seq > seq)).text
}

const ARTICLE = {
  title: { zh: '保温时间', en: 'How long it keeps warm' },
  questions: {
    zh: ['保温杯能保温多久', '这个杯子保温几个小时', '热水装进去多久会凉', '保温效果怎么样能撑多久'],
    en: ['how long does the flask keep drinks warm', 'how many hours does it stay hot'],
  },
  answers: {
    zh: [{ text: '{{product.name}}可以保温{{product.保温}}。' }],
    en: [{ text: '{{product.name}}: {{product.保温}}.' }],
  },
}
const GOODS = 'sku,商品名称,英文名,别名,价格,保温\nTB-900,钛金保温杯,Titanium flask,保温杯;flask,159,12 小时\n'
/** As the article has it: what is tested is what becomes of the slot. */
const QUESTION = '保温杯能保温多久'

it('products that are uploaded answer customers at once, in the same words again after a change, and are taken back', {
  timeout: 300_000,
}, async () => {
  const { model } = loadConfig({})
  const running = await startProduct({ models: 'real', config: { model: { ...model, deadlineMs: 60_000 } } })
  const write = () => running.call('/v1/knowledge/articles', { role: 'knowledge', body: ARTICLE })
  expect(await write(), 'nobody offers the slot yet').toMatchObject({ status: 422 })
  expect((await send(running, GOODS, {}, { role: 'agent' })).status).toBe(403)
  expect(await commit(running, GOODS)).toMatchObject({ status: 200, body: { added: 1, version: 1 } })
  expect((await write()).status).toBe(201)
  const slots = (await running.call('/v1/knowledge/slots', { role: 'agent' })).body.slots as { name: string }[]
  expect(slots.map(({ name }) => name)).toContain('product.保温')

  expect(await asked(running, 'visitor-1', QUESTION)).toContain('钛金保温杯可以保温12 小时')
  await commit(running, GOODS.replace('12 小时', '24 小时').replace('钛金保温杯', '钛金保温杯 Pro'))
  expect(await asked(running, 'visitor-2', QUESTION)).toContain('钛金保温杯 Pro可以保温24 小时')
  const page = await running.call('/v1/knowledge/products?q=TB-9', { role: 'agent' })
  expect(page.body).toMatchObject({ version: 2, found: 1, versions: [{ n: 2, note: '秋季上新' }, { n: 1 }, { n: 0 }] })
  const back = (n: number, role: Role = 'knowledge') =>
    running.call(`/v1/knowledge/products/versions/${n}/rollback`, { role, body: {} })
  expect((await back(1, 'agent')).status).toBe(403)
  expect((await back(1)).body).toMatchObject({ n: 3, backTo: 1 })
  expect(await asked(running, 'visitor-3', QUESTION)).toContain('12 小时')
  expect((await back(0)).status).toBe(200)
  expect(await asked(running, 'visitor-4', QUESTION)).not.toContain('12 小时')
  expect((await back(99)).status).toBe(404)
  expect(await send(running, 'name\nx\n')).toMatchObject({ status: 422, body: { said: { code: 'file_unread' } } })
})

it('products come by the command line, too', { timeout: 300_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'products-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'goods.csv')
  await writeFile(file, `${GOODS},没有货号,,,1,\n`)
  const importing = (...args: string[]) =>
    runToEnd(['knowledge', 'import', '--products', file, ...args], { DATA_DIR: join(folder, 'data') })
  const dry = await importing('--dry-run', '--replace', '--json')
  expect(JSON.parse(dry.stdout)).toMatchObject({ dryRun: true, files: [{ base: 0, added: 1, refusedCount: 1 }] })
  expect(JSON.parse(dry.stdout).files[0].removed, 'all but that one would go').toBeGreaterThan(5)
  const done = await importing()
  expect(done.stdout).toMatch(
    /goods\.csv: version 1: 1 added, 0 changed, 0 removed, \d unchanged, 1 refused\n {2}added TB-900 钛金保温杯\n {2}line 3 has no sku/,
  )
})
