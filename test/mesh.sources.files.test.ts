import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { readSourceFiles } from '../src/adapters/sources/source-files.ts'
import { openFolder, type Service, type SourcesFolder, send, startService } from './helpers/sources.ts'

describe('files of sources', () => {
  const closing: (() => unknown)[] = []
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
  })
  const folder = async (): Promise<SourcesFolder> => {
    const files = await openFolder()
    closing.push(files.close)
    return files
  }
  const soon = (): AbortSignal => AbortSignal.timeout(30_000)
  const crm = (url: string, more = ''): string => `sources:
  - name: crm
    handler:
      rest:
        endpoint: ${url}
        allowPrivate: true
        operations:
          customers: { path: '/people?ids={ids}', entries: $.people }
${more}`
  const people = async (name: string): Promise<Service> => {
    const started = await startService((_request, response) => send(response, { people: [{ id: 'a', name }] }))
    closing.push(started.close)
    return started
  }

  const REST = (lines: string): string => `sources:
  - name: oms
    handler:
      rest:
        endpoint: https://oms.example.com
${lines}`
  const OPERATION = "        operations: { parcels: { path: '/p/{id}' } }\n"

  it.each<[what: string, text: string, line: number, says: string]>([
    ['no YAML', 'sources:\n  - name: oms\n  handler: [', 3, 'is not YAML'],
    ['nothing', '', 1, 'the file'],
    ['a key that does not exist', REST(`        tiemout: 3\n${OPERATION}`), 6, 'tiemout is no such setting'],
    ['no handler', 'sources:\n  - name: oms\n    handler: {}\n', 3, 'say one of rest, openapi, graphql, csv, sql'],
    ['two handlers', REST(`${OPERATION}      csv: { file: a.csv, operations: { orders: {} } }\n`), 3, 'say one of'],
    ['no operation', REST('        operations: {}\n'), 6, 'say what is read here'],
    ['a path without an id', REST("        operations:\n          parcels: { path: '/p' }\n"), 7, 'needs {ids}'],
    [
      'an unknown placeholder',
      REST("        operations:\n          parcels: { path: '/p/{no}' }\n"),
      7,
      '{no} is no placeholder',
    ],
    [
      'an environment variable that is not set',
      REST(`        auth:\n          bearer: \${OMS_TOKEN}\n${OPERATION}`),
      7,
      'OMS_TOKEN',
    ],
    [
      'two ways to prove oneself',
      REST(`        auth: { bearer: a, basic: { user: a, password: b } }\n${OPERATION}`),
      6,
      'say one of bearer',
    ],
    [
      'a user in the address',
      `sources:\n  - name: oms\n    handler:\n      rest:\n        endpoint: https://a:b@oms.example.com\n${OPERATION}`,
      5,
      'put it into auth.basic',
    ],
    [
      'an address of the house',
      `sources:\n  - name: oms\n    handler:\n      rest:\n        endpoint: http://10.0.0.7/api\n${OPERATION}`,
      5,
      'allowPrivate: true',
    ],
    [
      'the house written as a number',
      `sources:\n  - name: oms\n    handler:\n      rest:\n        endpoint: http://2130706433/api\n${OPERATION}`,
      5,
      'allowPrivate: true',
    ],
    [
      'the metadata address',
      `sources:\n  - name: oms\n    handler:\n      rest:\n        endpoint: http://169.254.169.254\n        allowPrivate: true\n${OPERATION}`,
      5,
      'no service has',
    ],
    [
      'another protocol',
      `sources:\n  - name: oms\n    handler:\n      rest:\n        endpoint: file:///etc/passwd\n${OPERATION}`,
      5,
      'write a URL',
    ],
    [
      'a field that we do not have',
      REST(`${OPERATION}    transforms:\n      - fields:\n          Parcel:\n            number: $.n\n`),
      10,
      'number is no such setting',
    ],
    [
      'a required field left out',
      REST(`${OPERATION}    transforms:\n      - fields:\n          Parcel:\n            no: $.n\n`),
      9,
      'Parcel has no carrier',
    ],
    [
      'a type that nothing reads',
      REST(`${OPERATION}    transforms:\n      - fields:\n          Customer:\n            id: $.n\n`),
      9,
      'no operation of oms reads it',
    ],
    [
      'a path that is none',
      REST(
        `${OPERATION}    transforms:\n      - fields:\n          Parcel:\n            no: n\n            carrier: $.c\n`,
      ),
      10,
      'a path starts with $',
    ],
    [
      'a status that we do not have',
      REST(
        `        operations: { orders: { path: '/o/{id}' } }\n    transforms:\n      - fields:\n          Order:\n            status:\n              path: $.s\n              map: { S: lost }\n`,
      ),
      12,
      'Invalid option',
    ],
    [
      'money without a unit',
      REST(
        `        operations: { orders: { path: '/o/{id}' } }\n    transforms:\n      - fields:\n          Order:\n            total: { path: $.t, currency: CNY }\n`,
      ),
      10,
      'say unit',
    ],
    [
      'a time without a zone',
      REST(
        `        operations: { orders: { path: '/o/{id}' } }\n    transforms:\n      - fields:\n          Order:\n            eta: { path: $.t, format: local }\n`,
      ),
      10,
      'needs one',
    ],
    [
      'a zone that is none',
      REST(
        `        operations: { orders: { path: '/o/{id}' } }\n    transforms:\n      - fields:\n          Order:\n            eta: { path: $.t, format: local, zone: Asia/Shenzen }\n`,
      ),
      10,
      'no such time zone',
    ],
    [
      'a GraphQL mutation',
      'sources:\n  - name: g\n    handler:\n      graphql:\n        endpoint: https://g.example.com\n        operations:\n          orders:\n            query: mutation($id:ID!){refund(id:$id){id}}\n            variables: { id: "{id}" }\n            entries: $.data.x\n',
      8,
      'is no query',
    ],
    ['a certificate that is not there', REST(`        ca: none.pem\n${OPERATION}`), 6, 'none.pem'],
  ])('%s: named by file and line, with the fix', async (_what, text, line, says) => {
    const files = await folder()
    await files.put('oms.yaml', text)
    const { faults, sources } = await readSourceFiles(files.folder, {})
    const all = faults.map((fault) => `${fault.line} ${fault.text}`)
    expect(all).toContainEqual(expect.stringContaining(says))
    expect(all.find((fault) => fault.includes(says))).toMatch(new RegExp(`^${line} `))
    expect(faults[0]?.file).toBe(join(files.folder, 'oms.yaml'))
    expect(sources.filter(({ definition }) => definition.name === 'whole')).toEqual([])
  })

  it.each([
    ['DELETE FROM orders WHERE id IN ({ids})', 'is no SELECT'],
    ['SELECT 1; DROP TABLE orders; -- {ids}', 'more than one statement'],
    ['WITH gone AS (DELETE FROM o WHERE id IN ({ids}) RETURNING *) SELECT * FROM gone', 'says DELETE'],
    ["SELECT * FROM o WHERE id = '{id}'", 'placeholder in quotes'],
    ['SELECT * FROM o', 'needs {ids}'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as it stands in the file
    ["SELECT * FROM o WHERE id = {id} AND s = '${WHO}'", 'nothing from the environment'],
    ['SELECT * INTO copy FROM o WHERE id = {id}', 'says INTO'],
  ])('SQL that is no single SELECT with parameters is refused: %s', async (statement, says) => {
    const files = await folder()
    const text = (sql: string): string =>
      `sources:\n  - name: db\n    handler:\n      sql:\n        file: shop.db\n        operations:\n          parcels:\n            statement: ${JSON.stringify(sql)}\n`
    await files.put('db.yaml', text(statement))
    const { faults } = await readSourceFiles(files.folder, { WHO: 'x' })
    expect(faults).toEqual([expect.objectContaining({ line: 8, text: expect.stringContaining(says) })])
    await files.put(
      'db.yaml',
      text("SELECT \"update\", replace(no, ';', '-- drop') AS no FROM parcels WHERE no IN ({ids});"),
    )
    expect((await readSourceFiles(files.folder, {})).faults).toEqual([])
  })

  it('two sources of one name, or of one read, are told with both files', async () => {
    const files = await folder()
    await files.put('a.yaml', crm('http://127.0.0.1:1'))
    await files.put('b.yaml', crm('http://127.0.0.1:2'))
    const { faults } = await readSourceFiles(files.folder, {})
    expect(faults.map(({ line, text }) => [line, text.slice(0, 40)])).toEqual([
      [2, `the name crm is taken by crm (${join(files.folder, 'a.yaml').slice(0, 10)}`],
      [8, expect.stringContaining('customers is taken by crm')],
    ])
  })

  it('no folder and no file are no fault', async () => {
    const files = await folder()
    expect(await readSourceFiles(join(files.folder, 'not-there'), {})).toMatchObject({ sources: [], faults: [] })
    await files.put('schema.graphql', 'type Query { a: Int }')
    const live = await files.open()
    expect([live.exist(), live.fault(), live.sources()]).toEqual([false, undefined, []])
  })

  it('a secret from the environment is in no fault and no log', async () => {
    const files = await folder()
    await files.put(
      'crm.yaml',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: as it stands in the file
      crm('${ADDRESS}', '          orders: { path: /x }\n').replace('allowPrivate', 'allowPrivat'),
    )
    const live = await files.open({ env: { ADDRESS: 'https://tok_s3cret:x@crm.example.com' } })
    expect(live.fault()).toContain('crm.yaml:')
    expect(`${live.fault()} ${files.logged.join()}`).not.toContain('s3cret')
  })

  it('a new source, a change and a removal are followed while it runs', async () => {
    const [first, second] = [await people('安娜'), await people('李伟')]
    const files = await folder()
    const live = await files.open()
    expect(live.serves('customers')).toBe(false)
    await files.put('crm.yaml', crm(first.url))
    await expect.poll(() => live.serves('customers')).toBe(true)
    expect((await live.upstream.customers(['a'], soon()))[0]?.name.zh).toBe('安娜')
    await files.put('crm.yaml', crm(second.url))
    await expect.poll(async () => (await live.upstream.customers(['a'], soon()))[0]?.name.zh).toBe('李伟')
    await rm(join(files.folder, 'crm.yaml'))
    await expect.poll(() => live.serves('customers')).toBe(false)
  })

  it('that others are in force is told, so that what was read before is asked for again; a start and a broken file are no such change', async () => {
    const [first, second] = [await people('安娜'), await people('李伟')]
    const files = await folder()
    await files.put('crm.yaml', crm(first.url))
    const told: (string | undefined)[] = []
    const live = await files.open({ onChange: () => told.push(live.fault()), pollMs: 60_000 })
    await files.put('crm.yaml', `# The same.\n${crm(first.url)}`)
    await live.check()
    await files.put('crm.yaml', 'sources: [')
    await live.check()
    expect(told).toEqual([])
    await files.put('crm.yaml', crm(second.url))
    await live.check()
    expect(told).toHaveLength(1)
    await rm(join(files.folder, 'crm.yaml'))
    await live.check()
    expect(told).toHaveLength(2)
  })

  it('a broken file leaves all as it was and is said; mended, it is followed', async () => {
    const [first, second] = [await people('安娜'), await people('李伟')]
    const files = await folder()
    await files.put('crm.yaml', crm(first.url))
    const live = await files.open()
    await files.put('crm.yaml', crm(second.url).replace('customers:', 'custommers:'))
    await expect.poll(live.fault).toMatch(/crm\.yaml:8 .*custommers is no such setting/)
    expect((await live.upstream.customers(['a'], soon()))[0]?.name.zh).toBe('安娜')
    // A whole new file beside the broken one is not taken either: all or nothing.
    await files.put('new.yaml', crm(second.url).replace('name: crm', 'name: other').replace('customers:', 'orders:'))
    await live.check()
    expect(live.serves('orders')).toBe(false)
    await rm(join(files.folder, 'new.yaml'))
    await files.put('crm.yaml', crm(second.url))
    await expect.poll(live.fault).toBeUndefined()
    expect((await live.upstream.customers(['a'], soon()))[0]?.name.zh).toBe('李伟')
  })

  it('a call under way ends with the source that it began with, while files change', async () => {
    let answer = (): void => undefined
    const slow = await startService(
      (_request, response) =>
        new Promise<void>((resolve) => {
          answer = () => {
            send(response, { people: [{ id: 'a', name: '安娜' }] })
            resolve()
          }
        }),
    )
    closing.push(slow.close)
    const files = await folder()
    await files.put('crm.yaml', crm(slow.url))
    const live = await files.open()
    const reading = live.upstream.customers(['a'], soon())
    await expect.poll(() => slow.asked.length).toBe(1)
    await rm(join(files.folder, 'crm.yaml'))
    await expect.poll(() => live.serves('customers')).toBe(false)
    await wait(30)
    answer()
    expect((await reading)[0]?.name.zh).toBe('安娜')
  })

  it('a source that did not change keeps its breaker when another file does', async () => {
    const dead = await startService((_request, response) => send(response, {}, 500))
    closing.push(dead.close)
    const files = await folder()
    await files.put('crm.yaml', crm(dead.url))
    const live = await files.open()
    for (let n = 0; n < 5; n += 1) await live.upstream.customers(['a'], soon()).catch(() => undefined)
    await files.put('oms.yaml', crm(dead.url).replace('name: crm', 'name: oms').replace('customers:', 'orders:'))
    await expect.poll(() => live.serves('orders')).toBe(true)
    expect(live.sources().map(({ name, state }) => [name, state])).toEqual([
      ['crm', 'down'],
      ['oms', 'ok'],
    ])
  })
})
