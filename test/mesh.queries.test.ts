import { readFileSync, writeFileSync } from 'node:fs'
import {
  buildClientSchema,
  getIntrospectionQuery,
  type IntrospectionQuery,
  lexicographicSortSchema,
  parse,
  specifiedRules,
  validate,
} from 'graphql'
import { afterEach, describe, expect, it } from 'vitest'
import type { Principal } from '../src/domain/message.ts'
import { queryLimits } from '../src/mesh/limits.ts'
import { hashOf, readListedQueries } from '../src/mesh/listed-queries.ts'
import { printSdl, readSchema, SCHEMA_FILE } from '../src/mesh/schema.ts'
import { type MeshSettings, type MeshUnderTest, startMesh } from './helpers/mesh.ts'
import { runToEnd } from './helpers/process.ts'

const CUSTOMER: Partial<Principal> = { role: 'customer', sub: 'demo' }

describe('the documents of the graph', () => {
  const running: MeshUnderTest[] = []
  const start = async (settings?: MeshSettings): Promise<MeshUnderTest> => {
    const mesh = await startMesh(settings)
    running.push(mesh)
    return mesh
  }
  afterEach(async () => {
    for (const mesh of running.splice(0)) await mesh.close()
  })
  const byHash = (mesh: MeshUnderTest, sha256Hash: unknown, variables: object, as: Partial<Principal> = {}) =>
    mesh.post(JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash } }, variables }), {
      'content-type': 'application/json',
      'x-principal': JSON.stringify({ sub: 'ann', role: 'agent', tenant: 'default', name: 'Ann', exp: 4e9, ...as }),
    })
  const listed = (name: string) => {
    const found = readListedQueries().find((query) => query.name === name)
    if (found === undefined) throw new Error(`no query ${name}`)
    return found
  }

  describe('that are listed', () => {
    it.each(readListedQueries().map(({ name, text }) => [name, text]))('%s fits schema and limits', (_name, text) => {
      const schema = readSchema()
      expect(validate(schema, parse(text), [...specifiedRules, queryLimits])).toEqual([])
      expect(validate(schema, parse(text.replace('status', 'password')), specifiedRules)).toHaveLength(1)
    })

    it('are in the documentation with their hashes', () => {
      const path = new URL('../docs/graphql.md', import.meta.url)
      const rows = readListedQueries().map(({ name, hash, text }) => {
        const [first = ''] = text.split('\n')
        return `| \`${name}\` | ${first.replace(/^# /, '')} | \`${hash}\` |\n`
      })
      const text = readFileSync(path, 'utf8')
      const made = text.replace(
        /(<!-- made from graphql\/queries -->\n)[\s\S]*?(<!-- end -->)/,
        `$1| document | what | SHA-256 |\n|---|---|---|\n${rows.join('')}$2`,
      )
      if (process.env['UPDATE_DOCS'] === '1') writeFileSync(path, made)
      else expect(text, 'UPDATE_DOCS=1 npx vitest run test/mesh.queries.test.ts').toBe(made)
      expect(made).toContain('`widget-orders`')
    })

    it('are answered by their hash alone, compiled or not', async () => {
      const mesh = await start()
      const { hash } = listed('widget-orders')
      for (let time = 0; time < 3; time += 1) {
        const { status, body } = await byHash(mesh, hash, { customer: 'demo', language: 'en' }, CUSTOMER)
        expect(status).toBe(200)
        expect(body).toMatchObject({ data: { orders: [{ lines: [{ name: 'Hairy crab gift box' }] }, {}, {}] } })
      }
    })

    it('are subject to the same rights', async () => {
      const mesh = await start()
      const { hash } = listed('widget-orders')
      const { body } = await byHash(mesh, hash, { customer: 'li-wei', language: 'en' }, CUSTOMER)
      expect(body).toMatchObject({ data: null, errors: [{ extensions: { code: 'forbidden' } }] })
    })

    it.each([['0'.repeat(64)], ['__proto__'], [7], [null], [{}]])('no other hash is known: %s', async (hash) => {
      const mesh = await start()
      const { status, body } = await byHash(mesh, hash, {})
      expect([status, body.data]).toEqual([400, null])
      expect(body.errors?.[0]?.message).toMatch(/PersistedQueryNotFound|Unknown query/)
    })

    it('nothing is learnt from clients', async () => {
      const mesh = await start()
      const query = '{ customer(id: "demo") { points } }'
      const sent = { query, extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(query) } } }
      expect((await mesh.ask(query, {}, sent as object)).status).toBe(200)
      expect((await byHash(mesh, hashOf(query), {})).status).toBe(400)
    })

    it('may be all that customers send, where the shop says so', async () => {
      const mesh = await start({ listedOnly: true })
      const own = '{ customer(id: "demo") { id } }'
      expect(await mesh.ask(own, CUSTOMER)).toEqual({ status: 403, body: { code: 'forbidden' } })
      expect(mesh.upstreamCalls()).toBe(0)
      expect((await mesh.ask(own)).status).toBe(200)
      expect((await mesh.ask(own, { role: 'service' })).status).toBe(200)
      const { hash, text } = listed('widget-orders')
      const variables = { customer: 'demo', language: 'zh' }
      expect((await byHash(mesh, hash, variables, CUSTOMER)).body).toMatchObject({ data: { orders: [{}, {}, {}] } })
      expect((await mesh.ask(text, CUSTOMER, { variables })).status).toBe(200)
      expect((await mesh.ask(`${text} `, CUSTOMER, { variables })).status).toBe(403)
    })
  })

  describe('limits say what was measured and what is allowed', () => {
    const alias = (count: number) =>
      `{ customer(id: "demo") { ${Array.from({ length: count }, (_, n) => `a${n}: id`).join(' ')} } }`
    it.each([
      // A list counts as ten: 1 + 10 × (customer 1 + (orders 1 + 10 × (id 1 + (lines 1 + 10 × 2)))).
      [
        '{ orders(customer: "demo") { customer { orders { id lines { sku quantity } } } } }',
        'the query may come to 2221 fields; at most 1000',
      ],
      [
        '{ customer(id: "demo") { orders { customer { orders { customer { orders { customer { id } } } } } } } }',
        'the query is 8 levels deep, fragments counted; at most 7',
      ],
      [alias(17), 'the query has 17 aliases; at most 15'],
    ])('%s: %s', async (query, told) => {
      const mesh = await start()
      const { status, body } = await mesh.ask(query)
      const messages = body.errors?.map(({ message }) => message) ?? []
      expect(messages).toContain(told)
      expect(status).toBe(400)
      expect(mesh.upstreamCalls()).toBe(0)
    })
  })

  describe('the schema', () => {
    it('that is served is that of the file', async () => {
      const mesh = await start({ introspection: true })
      const { body } = await mesh.ask(getIntrospectionQuery())
      const served = buildClientSchema(body.data as IntrospectionQuery)
      const sorted = (schema: Parameters<typeof printSdl>[0]) => printSdl(lexicographicSortSchema(schema))
      expect(sorted(served)).toBe(sorted(readSchema()))
    })

    it('is printed as the file has it, byte for byte', async () => {
      const file = readFileSync(SCHEMA_FILE, 'utf8')
      const { code, stdout } = await runToEnd(['mesh', 'schema'])
      expect(code).toBe(0)
      expect(stdout === file, 'graphql/schema.graphql: run `npx tabdesk mesh schema` and look at the difference').toBe(
        true,
      )
    })
  })
})
