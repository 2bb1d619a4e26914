import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { build } from 'vite'
import { expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { type Client, createClient } from '../src/client/client.ts'
import type { SocketClass } from '../src/client/dial-socket.ts'
import { createOutbox, type Outbox } from '../src/client/outbox.ts'
import { canBrowse, openBrowser } from './helpers/browser.ts'
import { startProduct } from './helpers/product.ts'

/** A client that is online; it hangs up when the test ends. */
const online = async (url: string, token: string, socket?: SocketClass): Promise<Client> => {
  const client = createClient({
    url,
    token: async (refused) => (refused ? undefined : token),
    ...(socket !== undefined && { socket }),
  })
  onTestFinished(() => client.stop())
  const welcome = new Promise<void>((resolve) => {
    client.on('line', ({ name }) => name === 'online' && resolve())
  })
  client.start()
  await welcome
  return client
}
const texts = (client: Client, conversation: string) =>
  client.messages(conversation).flatMap(({ from, text }) => (from.role === 'bot' ? [] : [text]))

it.each([
  ['over a WebSocket', WebSocket],
  ['over plain HTTP', undefined],
])(
  'customer and agent talk %s, each message sending, stored, delivered, read',
  { timeout: 60_000 },
  async (_, socket) => {
    const { url, token } = await startProduct()
    const customer = await online(url, await token('customer', 'mei', { name: '梅' }), socket)
    const seen: (string | undefined)[] = []
    let cid = ''
    customer.on('states', () => seen.push(customer.state(cid)))
    customer.on('messages', () => seen.push(customer.state(cid)))
    cid = customer.send({ text: '转人工，我的包裹丢了' })
    expect(customer.state(cid)).toBe('sending')
    await expect.poll(() => customer.state(cid)).toBe('stored')
    const [conversation = ''] = customer.conversations()

    const agent = await online(url, await token('agent', 'ann', { name: '安安' }), socket)
    agent.post({ type: 'claim', conversation })
    agent.post({ type: 'watch', conversation })
    await agent.load(conversation)
    expect(texts(agent, conversation)).toContain('转人工，我的包裹丢了')
    const head = agent.messages(conversation).at(-1)?.seq ?? 0
    agent.post({ type: 'received', conversation, seq: head })
    await expect.poll(() => customer.state(cid)).toBe('delivered')
    agent.post({ type: 'read', conversation, seq: head })
    await expect.poll(() => customer.state(cid)).toBe('read')
    expect([...new Set(seen)].filter((state) => state !== undefined)).toEqual([
      'sending',
      'stored',
      'delivered',
      'read',
    ])

    const reply = agent.send({ conversation, text: '您好，我来帮您查' })
    await expect.poll(() => texts(customer, conversation)).toContain('您好，我来帮您查')
    await expect.poll(() => agent.state(reply)).toBe('delivered')
    expect(Math.abs(customer.now() - Date.now())).toBeLessThan(60_000)
  },
)

it('what another tab sent before this one was ever online is left for the log that it will read', () => {
  const heard: Parameters<Outbox['watch']>[0][] = []
  const outbox: Outbox = { ...createOutbox(), watch: (on) => void heard.push(on) }
  const client = createClient({ url: 'http://127.0.0.1', token: async () => undefined, outbox })
  const message = { cid: 'a', kind: 'text' as const, text: '你好', at: 0 }
  const ack = {
    type: 'ack' as const,
    cid: 'a',
    conversation: 'c1',
    seq: 3,
    epoch: 'e1',
    at: '2026-11-22T08:00:00.000Z',
  }
  heard[0]?.delivered(message, ack)
  // Going on from there would leave out what came before.
  expect(client.conversations()).toEqual([])
})

const DOCS = readFileSync(new URL('../docs/client.md', import.meta.url), 'utf8')
/** The first block of docs/client.md in `language`, with the package's place in this repository. */
const example = (language: string, from: string): string =>
  (DOCS.split(`\`\`\`${language}\n`)[1]?.split('\n```')[0] ?? '').replaceAll("'tabdesk/dist/client/", `'${from}`)

it('the example for Node in docs/client.md asks and prints the answer', { timeout: 60_000 }, async () => {
  const { url } = await startProduct()
  const file = new URL(`./example-${process.pid}.mjs`, import.meta.url)
  await writeFile(file, example('js', '../src/client/').replaceAll(".js'", ".ts'"))
  onTestFinished(() => rm(file))
  const run = promisify(execFile)(process.execPath, ['--import', 'tsx', file.pathname], {
    env: { ...process.env, TABDESK_URL: url },
  })
  const { stdout } = await run
  expect(stdout).toContain('bot: ')
})

it.skipIf(!canBrowse)('the example for browsers in docs/client.md shows the talk', { timeout: 90_000 }, async () => {
  const { url } = await startProduct()
  const entry = new URL(`./example-${process.pid}.ts`, import.meta.url)
  await writeFile(entry, example('ts', '../src/client/').replaceAll(".js'", ".ts'"))
  onTestFinished(() => rm(entry))
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, lib: { entry: entry.pathname, formats: ['es'] }, minify: false },
  })
  const { output } = (Array.isArray(built) ? built[0] : built) as { output: { fileName: string; code?: string }[] }
  const context = await openBrowser()
  await context.route('**/example/**', (route) => {
    const name = new URL(route.request().url()).pathname.slice('/example/'.length)
    const found = output.find(({ fileName }) => fileName === name)
    return found?.code === undefined
      ? route.fulfill({
          contentType: 'text/html',
          body: `<!doctype html><ol></ol><form><input name="text"></form><script type="module" src="/example/${output[0]?.fileName}"></script>`,
        })
      : route.fulfill({ contentType: 'text/javascript', body: found.code })
  })
  const page = await context.newPage()
  await page.goto(`${url}/example/`)
  await page.locator('input').fill('我的货到哪了呀')
  await page.locator('input').press('Enter')
  await page.locator('li', { hasText: '我的货到哪了呀' }).waitFor()
  await expect.poll(() => page.locator('li').count()).toBeGreaterThan(1)
})
