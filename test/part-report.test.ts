import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createPartReport } from '../src/compose-part-report.ts'
import { PART_MEANINGS } from '../src/domain/part-meanings.ts'
import type { PartState, Readiness } from '../src/gateway/operation-routes.ts'
import { startProduct } from './helpers/product.ts'

const SOURCE = new URL('../src/', import.meta.url)
const compositions = readdirSync(SOURCE)
  .filter((name) => name.startsWith('compose'))
  .map((name) => readFileSync(new URL(name, SOURCE), 'utf8'))
/** Names of parts as compositions write them: `{ name: { state` and `name: someState(`, `parts['name']`. */
const namesIn = (text: string): string[] => [
  ...[...text.matchAll(/\b(\w+): \{\s*(?:\.\.\.|state: '|state,)/g)].map(([, name]) => name as string),
  ...[...text.matchAll(/\b(\w+):\s+\w+\.length === 0\s+\? \{ state/g)].map(([, name]) => name as string),
  ...[...text.matchAll(/\b(\w+): (?:await )?(?:\w+State|stateOf|guards\.over|files\.state|autonomy\.state)\(/g)].map(
    ([, name]) => name as string,
  ),
  ...[...text.matchAll(/parts\['(\w+)'\] = /g)].map(([, name]) => name as string),
]
/** Details of parts that are written alike. */
const NO_PARTS = new Set(['data', 'verified', 'limits', 'presence'])

const DOCS = new URL('../docs/parts.md', import.meta.url)

describe('what a part means', () => {
  it('stands in docs/parts.md (UPDATE_DOCS=1 npx vitest run test/part-report.test.ts)', () => {
    const cell = (words: { en: string; zh: string }): string => `${words.en}<br>${words.zh}`
    const rows = Object.entries(PART_MEANINGS).map(
      ([name, { means, do: todo }]) => `| \`${name}\` | ${cell(means)} | ${cell(todo)} |`,
    )
    const made = `| part | means for users | what to do |\n|---|---|---|\n${rows.join('\n')}\n`
    const text = readFileSync(DOCS, 'utf8')
    const whole = text.replace(/(<!-- made -->\n)[\s\S]*(<!-- end -->)/, `$1${made}$2`)
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(DOCS, whole)
    else expect(text).toBe(whole)
  })

  it('each part of /readyz has what it means and what to do, in both languages', async () => {
    const named = [...new Set(compositions.flatMap(namesIn))].filter((name) => !NO_PARTS.has(name))
    // The reading of the files works.
    for (const name of [
      'store',
      'bus',
      'workers',
      'redis',
      'sources',
      'webhooks',
      'grpc',
      'gateway',
      'attachments',
      'model',
    ])
      expect(named).toContain(name)
    const { call } = await startProduct()
    const shown = Object.keys((await call('/readyz')).body.parts)
    expect([...new Set([...named, ...shown])].filter((name) => PART_MEANINGS[name] === undefined)).toEqual([])
    for (const [name, meaning] of Object.entries(PART_MEANINGS))
      for (const words of [meaning.means, meaning.do]) {
        expect(words.en.length, name).toBeGreaterThan(10)
        expect(words.zh, name).toMatch(/\p{Script=Han}{2}/u)
      }
  })

  it('is said of parts that are not ready, with since when; of ready ones nothing is', () => {
    let ms = Date.parse('2026-11-22T08:00:00.000Z')
    const report = createPartReport(() => new Date(ms))
    const of = (states: Record<string, PartState>): Readiness['parts'] =>
      report({ ready: true, roles: [], parts: states } as Readiness).parts
    expect(of({ mesh: { state: 'ready' } })).toEqual({ mesh: { state: 'ready' } })
    ms += 1_000
    const first = of({ mesh: { state: 'degraded', reason: 'orders: refused' } })['mesh']
    expect(first).toMatchObject({
      since: '2026-11-22T08:00:01.000Z',
      reason: 'orders: refused',
      means: { zh: expect.stringMatching(/订单/) },
      do: { en: expect.stringMatching(/mesh check/) },
    })
    ms += 5_000
    expect(of({ mesh: { state: 'degraded', reason: 'parcels: refused' } })['mesh']?.['since']).toBe(first?.['since'])
    expect(of({ mesh: { state: 'down' } })['mesh']?.['since']).toBe('2026-11-22T08:00:06.000Z')
    of({ mesh: { state: 'ready' } })
    ms += 1_000
    expect(of({ mesh: { state: 'down' } })['mesh']?.['since']).toBe('2026-11-22T08:00:07.000Z')
    // A part that knows better says it itself.
    expect(of({ bus: { state: 'degraded', since: '2026-11-01T00:00:00.000Z' } })['bus']?.['since']).toBe(
      '2026-11-01T00:00:00.000Z',
    )
  })

  it('/readyz carries it', async () => {
    const { call } = await startProduct()
    const parts = Object.entries((await call('/readyz')).body.parts as Record<string, PartState>)
    for (const [name, part] of parts)
      if (part.state === 'ready') expect(part, name).not.toHaveProperty('means')
      else
        expect(part, name).toMatchObject({
          since: expect.any(String),
          means: { zh: expect.any(String) },
          do: { en: expect.any(String) },
        })
    expect(parts.length).toBeGreaterThan(5)
  })
})
