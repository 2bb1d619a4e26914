import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { arrayLiteral, columnLiteral } from '../src/adapters/postgres/array-literal.ts'
import { runBatch } from '../src/adapters/postgres/batch.ts'
import { createPostgresStore } from '../src/adapters/postgres/store.ts'
import { hasPostgres, type PostgresServer, startPostgres } from './helpers/postgres-server.ts'

describe.skipIf(!hasPostgres)('a batch on the way to PostgreSQL', () => {
  let server: PostgresServer
  let url: string
  beforeAll(async () => {
    server = await startPostgres()
    url = await server.database()
    await (await createPostgresStore({ url })).close()
  }, 60_000)
  afterAll(() => server?.close())

  const connected = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: url, pipeline: true } as pg.ClientConfig)
    await client.connect()
    return client
  }

  it('arrays arrive as they were, whatever their texts hold', async () => {
    const client = await connected()
    const texts = [
      '',
      'NULL',
      null,
      '"',
      '\\',
      '\\"',
      '{a,b}',
      ' 我的“订单”\n还没到\t',
      "o'brien",
      'a\\nb',
      '{}',
      undefined,
    ]
    const numbers = [0, -1, 9_007_199_254_740_991, null]
    const bytes = [new Uint8Array([0, 255, 92, 34]), new Uint8Array(), null]
    const { rows } = await client.query(
      'SELECT $1::text[] AS texts, $2::bigint[] AS numbers, $3::boolean[] AS flags, $4::bytea[] AS bytes',
      [
        arrayLiteral(texts),
        arrayLiteral(numbers),
        columnLiteral(
          [
            [1, true],
            [2, false],
            [3, null],
          ],
          1,
        ),
        arrayLiteral(bytes),
      ],
    )
    await client.end()
    const [row] = rows
    expect(row.texts).toEqual(texts.map((text) => text ?? null))
    expect(row.numbers.map((number: string | null) => number && Number(number))).toEqual(numbers)
    expect(row.flags).toEqual([true, false, null])
    expect(row.bytes.map((one: Buffer | null) => one && [...one])).toEqual([[0, 255, 92, 34], [], null])
  })

  it('it leaves in two writes, however many statements and messages there are', async () => {
    const client = await connected()
    let ids = 0
    const append = (cid: string) => ({
      name: 'append' as const,
      at: 1_790_000_000_000,
      args: [
        {
          ...{ tenant: 'default', cid, kind: 'text', text: '在吗？', owesTurn: true },
          from: { role: 'customer', id: `lin-${cid}`, name: '林' },
        },
      ],
    })
    const writes = writesOf(client)
    const answers = await runBatch(client, ['a', 'b', 'c'].map(append), () => `conversation-${++ids}`)
    expect(answers.every((answer) => 'value' in answer)).toBe(true)
    expect(writes()).toBe(2)
    // Negative control: statement by statement they would be more.
    await Promise.all([client.query('SELECT 1'), client.query('SELECT $1::text', ['x'])])
    expect(writes()).toBe(4)
    await client.end()
  })
})

/** How often a connection has been written to since. */
const writesOf = (client: pg.Client): (() => number) => {
  const { stream } = (
    client as unknown as { connection: { stream: Record<'_write' | '_writev', (...args: unknown[]) => unknown> } }
  ).connection
  let writes = 0
  for (const name of ['_write', '_writev'] as const) {
    const write = stream[name]
    stream[name] = function (this: unknown, ...args: unknown[]) {
      writes += 1
      return write.apply(this, args)
    }
  }
  return () => writes
}
