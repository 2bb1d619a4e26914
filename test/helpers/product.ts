import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { compose, type Overrides, type Product } from '../../src/compose.ts'
import { type Config, loadConfig } from '../../src/config.ts'
import type { Role } from '../../src/domain/message.ts'
import { type Client, connect } from './client.ts'
import { stubModels } from './models.ts'
import { emptyPages } from './pages.ts'

export interface Running {
  url: string
  product: Product
  config: Config
  dataDir: string
  token(role: Role, sub: string, more?: { tenant?: string; ttl?: number; name?: string }): Promise<string>
  client(role: Role, sub: string, hello?: object | null): Promise<Client>
  call(
    path: string,
    options?: { role?: Role; sub?: string; tenant?: string; method?: string; body?: unknown },
    // biome-ignore lint/suspicious/noExplicitAny: answers are looked into by tests, which fail when a field is not there
  ): Promise<{ status: number; headers: Headers; body: any }>
  /** Closes it and starts another on the same folder. */
  restart(): Promise<Running>
  close(): Promise<void>
}

export interface StartOptions {
  dataDir?: string
  config?: Partial<Config>
  /** `stub`: a few fixed intents without weights; `real`: the shipped ones. */
  models?: 'stub' | 'real'
  overrides?: Partial<Overrides>
}

export const SECRET = 'a-secret-for-tests-of-more-than-32-bytes'

/** The whole product on a free port and a folder of its own; gone when the test ends. */
export const startProduct = async (options: StartOptions = {}): Promise<Running> => {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'tabdesk-')))
  const config: Config = {
    ...loadConfig({ PORT: '0', DATA_DIR: dataDir, JWT_SECRET: SECRET, LOG_LEVEL: 'silent' }),
    ...options.config,
  }
  const overrides = options.models === 'real' ? {} : { models: stubModels() }
  const product = await compose(config, {
    log: pino({ level: 'silent' }),
    version: '0.0.0',
    pages: await emptyPages(),
    ...overrides,
    ...options.overrides,
  })
  const url = await product.listen()
  const clients: Client[] = []
  let open = true
  const close = async (): Promise<void> => {
    if (!open) return
    open = false
    await product.close()
  }
  onTestFinished(async () => {
    await close()
    if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
  })
  const token: Running['token'] = (role, sub, { tenant = 'default', ttl = 600, name = sub } = {}) =>
    product.tokens.sign({ role, sub, tenant, name }, ttl)
  return {
    url,
    product,
    config,
    dataDir,
    token,
    client: async (role, sub, hello) => {
      const client = await connect(url, await token(role, sub), hello)
      clients.push(client)
      return client
    },
    call: async (path, { role, sub = 'ann', tenant = 'default', method, body } = {}) => {
      const authorization = role === undefined ? {} : { authorization: `Bearer ${await token(role, sub, { tenant })}` }
      const response = await fetch(`${url}${path}`, {
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers: { ...authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      return { status: response.status, headers: response.headers, body: parsed(text) }
    },
    restart: async () => {
      await close()
      return startProduct({ ...options, dataDir })
    },
    close,
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
