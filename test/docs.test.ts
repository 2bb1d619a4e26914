import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type ConfigError, loadConfig } from '../src/config.ts'
import { describeSettings } from '../src/config-file.ts'
import { CATALOGUE } from '../src/domain/errors.ts'

const path = (name: string): URL => new URL(`../docs/${name}`, import.meta.url)
/** `UPDATE_DOCS=1 npx vitest run test/docs.test.ts` writes what the code says. */
const update = process.env['UPDATE_DOCS'] === '1'

const between = (text: string, made: string): string =>
  text.replace(/(<!-- made from src\/config.ts -->\n)[\s\S]*?(<!-- end -->)/, `$1${made}$2`)

describe('docs', () => {
  it('lists every setting with its default and meaning', () => {
    const rows = describeSettings().map(({ key, default: value, text }) => `| \`${key}\` | \`${value}\` | ${text} |\n`)
    const made = `| setting | default | meaning |\n|---|---|---|\n${rows.join('')}`
    const text = readFileSync(path('configuration.md'), 'utf8')
    if (update) writeFileSync(path('configuration.md'), between(text, made))
    else expect(text).toBe(between(text, made))
    expect(text).toContain('`limits.customerPerSecond`')
  })
  it('lists every error code, and no code that is gone', () => {
    const listed = [
      ...readFileSync(path('errors.md'), 'utf8').matchAll(/^\| `([a-z_.]+)` \| (\d+) \| (yes|no) \|/gm),
    ].map(([, code, status, retryable]) => [code, Number(status), retryable === 'yes'])
    expect(listed).toEqual(Object.entries(CATALOGUE).map(([code, { status, retryable }]) => [code, status, retryable]))
  })
})

describe('configuration', () => {
  const faultsOf = (env: NodeJS.ProcessEnv): string[] => {
    try {
      loadConfig(env)
      return []
    } catch (error) {
      return (error as ConfigError).faults
    }
  }
  it('names field, value and fix, all faults at once', () => {
    const faults = faultsOf({ PORT: 'abc', DEMO: 'maybe', CONFIG: './not-there.yaml' })
    expect(faults.map((fault) => fault.split(' ')[0]).sort()).toEqual(['CONFIG', 'DEMO', 'PORT'])
    expect(faults.find((fault) => fault.startsWith('PORT'))).toContain('"abc"')
  })
  it('refuses short secrets and what is no address of a database', () => {
    expect(faultsOf({ JWT_SECRET: 'short' })[0]).toMatch(/JWT_SECRET has 5 bytes.*at least 32/)
    for (const address of ['postgres://x', 'mysql://shop@db/shop', 'db:5432/shop', 'postgres://shop:geheim@/shop']) {
      const [fault = ''] = faultsOf({ DATABASE_URL: address })
      expect(fault).toMatch(/^DATABASE_URL is no address.*write postgres:/)
      expect(fault, 'a password is not shown').not.toContain('geheim')
    }
    expect(loadConfig({ DATABASE_URL: 'postgres://shop:p%40ss@db.example.com:5432/shop' }).databaseUrl).toBeDefined()
  })
  it('is demo unless in production', () => {
    expect(loadConfig({}).demo).toBe(true)
    expect(loadConfig({ NODE_ENV: 'production' }).demo).toBe(false)
    expect(loadConfig({ NODE_ENV: 'production', DEMO: 'true' }).demo).toBe(true)
  })
})
