import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCsv } from '../src/adapters/sources/csv.ts'
import { OpenApiFault, parseOpenApi } from '../src/adapters/sources/openapi-document.ts'
import { readOpenApi } from '../src/adapters/sources/read-openapi.ts'
import { parseDelimited } from '../src/lib/delimited.ts'

/** How many rounds the event loop made while `work` was done, and what came of it. */
const roundsDuring = async <T>(work: () => Promise<T>): Promise<{ rounds: number; result: T }> => {
  let rounds = 0
  let going = true
  const round = (): void => {
    rounds += 1
    if (going) setImmediate(round)
  }
  setImmediate(round)
  const result = await work()
  going = false
  return { rounds, result }
}

describe('large files of sources leave the event loop free', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tabdesk-large-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const paths = Array.from(
    { length: 1_500 },
    (_, n) => `  /orders${n}/{no}:
    get:
      operationId: getOrder${n}
      parameters: [{ name: no, in: path, required: true, schema: { type: string } }]
      responses: { '200': { description: 订单 } }
`,
  )
  const document = `openapi: 3.0.3\ninfo: { title: 订单中心, version: '2' }\npaths:\n${paths.join('')}`

  it('an OpenAPI document of 1,500 operations', async () => {
    const { rounds, result } = await roundsDuring(() => readOpenApi(document))
    expect(result).toEqual(parseOpenApi(document))
    const control = await roundsDuring(async () => parseOpenApi(document))
    expect(control.rounds, 'control: read at once').toBeLessThan(3)
    expect(rounds).toBeGreaterThan(20)
  })

  it('says what is wrong with it as with a small one', async () => {
    await expect(readOpenApi(`swagger: '2.0'\n${document}`)).rejects.toThrow(OpenApiFault)
    await expect(readOpenApi(`swagger: '2.0'\n${document}`)).rejects.toThrow(/convert it to OpenAPI 3/)
  })

  it('a table of 60,000 rows', async () => {
    const lines = Array.from({ length: 60_000 }, (_, n) => `${20_000_000 + n},u${n % 500},"已发货, 第 ${n} 单"`)
    const text = `no,buyer,state\n${lines.join('\n')}\n`
    await writeFile(join(folder, 'orders.csv'), text)
    const source = openCsv({
      name: 'orders',
      folder,
      handler: { file: 'orders.csv', operations: { orders: {} } } as never,
      mappings: { Order: { id: { path: '$.no' } } },
      onCall: () => undefined,
    })
    const ask = Object.values(source.asks)[0]
    const { rounds, result } = await roundsDuring(async () => ask?.(['20000007'], new AbortController().signal))
    expect(JSON.stringify(result)).toContain('第 7 单')
    const control = await roundsDuring(async () => parseDelimited(text, ','))
    expect(control.rounds, 'control: read at once').toBeLessThan(3)
    expect(rounds).toBeGreaterThan(20)
  })
})
