import { getIntrospectionQuery } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MeshUnderTest, startMesh } from './helpers/mesh.ts'

const crowd = (count: number): number[] => Array.from({ length: count }, (_, n) => n)
const nested = (depth: number, inside: string): string =>
  depth === 0 ? inside : `... on Customer { ${nested(depth - 1, inside)} }`
/** Fields one below the other: customer, orders, customer, orders … */
const deep = (levels: number): string => {
  const fields = crowd(levels - 2).map((n) => (n % 2 === 0 ? 'orders' : 'customer'))
  return `{ customer(id: "demo") { ${fields.join(' { ')} { id } ${'}'.repeat(levels - 1)}`
}
const fragmentChain = (length: number): string =>
  `{ customer(id: "demo") { ...F0 } } ${crowd(length)
    .map((n) => `fragment F${n} on Customer { ${n + 1 < length ? `...F${n + 1}` : 'id'} }`)
    .join(' ')}`
const doubling = (length: number): string =>
  `{ customer(id: "demo") { ...F0 } } ${crowd(length)
    .map(
      (n) =>
        `fragment F${n} on Customer { ${n + 1 < length ? `a${n}: orders { customer { ...F${n + 1} } } b${n}: orders { customer { ...F${n + 1} } }` : 'id'} }`,
    )
    .join(' ')}`

const ATTACKS: [name: string, query: string, told: RegExp][] = [
  ['[S13] 12 levels of fields', deep(12), /levels deep/],
  ['[S13] 8 levels of inline fragments', `{ customer(id: "demo") { ${nested(8, 'id')} } }`, /levels deep/],
  ['[S13] a chain of 82 fragments', fragmentChain(82), /levels deep/],
  ['[S13] fragments that double', doubling(30), /levels deep/],
  [
    '[S13] a fragment in itself',
    '{ customer(id: "demo") { ...A } } fragment A on Customer { orders { customer { ...A } } }',
    /itself/,
  ],
  [
    '[S14] 16 aliases',
    `{ customer(id: "demo") { ${crowd(16)
      .map((n) => `a${n}: id`)
      .join(' ')} } }`,
    /aliases/,
  ],
  [
    '[S14] aliases hidden in a fragment that is spread again and again',
    `{ customer(id: "demo") { ${'...A '.repeat(4)} } } fragment A on Customer { a: id b: id c: id d: id }`,
    /aliases/,
  ],
  [
    '[S14] 11 fields at the root',
    `{ ${crowd(11)
      .map((n) => `o${n}: order(id: "${n}") { id }`)
      .join(' ')} }`,
    /root/,
  ],
  [
    '[S14] 11 fields at the root, in fragments',
    `{ ...A ...A } fragment A on Query { ${crowd(6)
      .map((n) => `o${n}: order(id: "${n}") { id }`)
      .join(' ')} }`,
    /root/,
  ],
  [
    '[S14] 16 aliases of __typename',
    `{ customer(id: "demo") { ${crowd(16)
      .map((n) => `a${n}: __typename`)
      .join(' ')} } }`,
    /aliases/,
  ],
  ['[S14] more tokens than any query of ours', `{ customer(id: "demo") { ${'id '.repeat(1_000)} } }`, /tokens/],
  [
    '[S14] lists in lists in lists',
    '{ orders(customer: "demo") { customer { orders { customer { orders { lines { sku } } } } } } }',
    /may come to/,
  ],
  ['two operations', 'query A { customer(id: "demo") { id } } query B { customer(id: "li-wei") { id } }', /operations/],
  ['a mutation', 'mutation { pay }', /mutation/],
  ['an unknown field', '{ customer(id: "demo") { password } }', /password/],
  ['no GraphQL', 'SELECT * FROM orders', /Syntax Error|not a GraphQL/],
  ['a syntax tree as JSON', JSON.stringify({ kind: 'Document', definitions: [] }), /not a GraphQL/],
  ['JSON', '7', /not a GraphQL/],
]

describe('limits of the graph', () => {
  let mesh: MeshUnderTest
  let open: MeshUnderTest
  beforeAll(async () => {
    mesh = await startMesh()
    open = await startMesh({ introspection: true })
  })
  afterAll(async () => {
    await mesh.close()
    await open.close()
  })

  it.each(ATTACKS)('refuses %s, each time, and reads nothing', async (_name, query, told) => {
    for (const _ of crowd(3)) {
      const { status, body } = await mesh.ask(query)
      expect(status).toBe(400)
      expect(body.data).toBeNull()
      expect(body.errors?.map(({ message }) => message).join('\n')).toMatch(told)
      expect(body.errors?.every(({ extensions }) => extensions['code'] === 'bad_input')).toBe(true)
    }
    expect(mesh.upstreamCalls()).toBe(0)
  })

  it('lets through what stands just inside them', async () => {
    expect((await open.ask(deep(5))).status).toBe(200)
    expect((await open.ask(`{ customer(id: "demo") { ${nested(5, 'id')} } }`)).status).toBe(200)
    expect(
      (
        await open.ask(
          `{ customer(id: "demo") { ${crowd(15)
            .map((n) => `a${n}: id`)
            .join(' ')} } }`,
        )
      ).status,
    ).toBe(200)
    expect(
      (
        await open.ask(
          `{ ${crowd(10)
            .map((n) => `o${n}: order(id: "${n}") { id }`)
            .join(' ')} }`,
        )
      ).status,
    ).toBe(200)
  })

  it('[S14] refuses a body that is too large', async () => {
    const { status, body } = await mesh.ask(`{ customer(id: "${'x'.repeat(40_000)}") { id } }`)
    expect([status, body.data]).toEqual([413, null])
  })

  it('[S15] refuses a batch of queries', async () => {
    const { status } = await mesh.post('[{"query":"{ __typename }"},{"query":"{ __typename }"}]', headers())
    expect(status).toBe(400)
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    '[S16] refuses a POST as %s',
    async (type) => {
      const { status } = await mesh.post('{"query":"{ __typename }"}', headers(type))
      expect([400, 415]).toContain(status)
    },
  )

  it('[S16] refuses GET', async () => {
    const response = await mesh.app.inject({ method: 'GET', url: '/graphql?query={__typename}', headers: headers() })
    expect(response.statusCode).toBe(400)
    expect(response.body).not.toContain('Query')
  })

  it.each([
    ['no query', '{}'],
    ['a number', '{"query":7}'],
    ['variables that are a list', '{"query":"{ __typename }","variables":[1]}'],
    ['no JSON', '{"query":'],
    ['a poisoned prototype', '{"query":"{ __typename }","__proto__":{"role":"admin"}}'],
    ['an object for an id', '{"query":"query ($id: ID!) { customer(id: $id) { id } }","variables":{"id":{"$ne":1}}}'],
  ])('[S08] refuses a body with %s', async (_what, body) => {
    for (const _ of crowd(3)) {
      const answer = await mesh.post(body, headers())
      expect(answer.status).toBe(400)
      expect(answer.body.errors?.[0]?.extensions).toMatchObject({ code: 'bad_input' })
    }
  })

  it('[S15] the schema is closed unless allowed, and near names are not told', async () => {
    for (const query of [
      getIntrospectionQuery(),
      '{ __schema { types { name } } }',
      '{ __type(name: "Customer") { name } }',
    ]) {
      expect((await mesh.ask(query)).status).toBe(400)
    }
    const { body } = await mesh.ask('{ custome(id: "demo") { id } }')
    expect(JSON.stringify(body)).not.toContain('Did you mean')
    expect((await mesh.ask('{ __typename }')).body).toEqual({ data: { __typename: 'Query' } })
  })

  it('[S15] the schema is open where allowed, for the query that tools send', async () => {
    for (const _ of crowd(3)) {
      const { status, body } = await open.ask(getIntrospectionQuery())
      expect(status).toBe(200)
      expect(body).toMatchObject({ data: { __schema: { queryType: { name: 'Query' } } } })
    }
    expect(JSON.stringify((await open.ask('{ custome(id: "demo") { id } }')).body)).toContain('Did you mean')
    const endless = await open.ask(
      '{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }',
    )
    expect(endless.status).toBe(400)
  })

  const headers = (type = 'application/json'): Record<string, string> => ({
    'content-type': type,
    'x-principal': JSON.stringify({ sub: 'ann', role: 'agent', tenant: 'default', name: 'Ann', exp: 4e9 }),
  })
})
