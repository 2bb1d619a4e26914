import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createEntryReader, MappingFault } from '../src/adapters/sources/read-entry.ts'
import { openFolder, type SourcesFolder } from './helpers/sources.ts'

/** What a folder may hold without the product failing to start, or losing the sources in force. */
describe('folders of sources that cannot be read', () => {
  let files: SourcesFolder
  beforeEach(async () => {
    files = await openFolder()
  })
  afterEach(() => files.close())
  const GOOD = `sources:
  - name: sheet
    handler: { csv: { file: a.csv, operations: { parcels: {} } } }
`
  const bomb = (): string => {
    const levels = Array.from({ length: 12 }, (_, n) => `l${n + 1}: &l${n + 1} [${Array(9).fill(`*l${n}`).join(',')}]`)
    return `l0: &l0 x\n${levels.join('\n')}\n`
  }

  it.each<[what: string, make: (folder: string) => Promise<unknown>, says: RegExp]>([
    [
      'a folder with the name of a file',
      (folder) => mkdir(join(folder, 'x.yaml')),
      /x\.yaml:1 cannot be read \(EISDIR\)/,
    ],
    [
      'aliases of aliases',
      (folder) => writeFile(join(folder, 'x.yaml'), bomb()),
      /x\.yaml:1 is not YAML: Excessive alias/,
    ],
    [
      'an alias of nothing',
      (folder) => writeFile(join(folder, 'x.yaml'), 'sources: *none'),
      /x\.yaml:1 is not YAML: .*none/,
    ],
    ['bytes', (folder) => writeFile(join(folder, 'x.yaml'), Buffer.from([0, 255, 254, 1])), /x\.yaml:1 /],
    ['a key that is an object', (folder) => writeFile(join(folder, 'x.yaml'), '? {a: 1}\n: 2\n'), /x\.yaml:1 /],
    [
      '__proto__',
      (folder) => writeFile(join(folder, 'x.yaml'), `${GOOD}__proto__: { a: 1 }\n`),
      /x\.yaml:\d .*__proto__/,
    ],
  ])('%s: said, and the sources before stay in force', async (_what, make, says) => {
    await files.put('good.yaml', GOOD)
    const live = await files.open()
    expect(live.serves('parcels')).toBe(true)
    await make(files.folder)
    await live.check()
    expect(live.fault()).toMatch(says)
    expect(live.serves('parcels')).toBe(true)
    const fresh = await files.open()
    expect([fresh.exist(), fresh.serves('parcels'), fresh.fault()]).toEqual([true, false, live.fault()])
    await rm(join(files.folder, 'x.yaml'), { recursive: true })
    await expect.poll(() => [fresh.serves('parcels'), live.fault()]).toEqual([true, undefined])
  })

  it('a file in place of the folder: said once, and no demo stands in for it', async () => {
    await files.put('plain', 'x')
    const live = await files.open({ folder: join(files.folder, 'plain') })
    expect([live.exist(), live.serves('parcels')]).toEqual([true, false])
    expect(live.fault()).toMatch(/ENOTDIR/)
    await live.check().catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(files.logged).toHaveLength(1)
  })
})

describe('answers of any form', () => {
  const time = { path: '$.a', format: 'local', zone: 'Asia/Shanghai' } as const
  const money = { path: '$.b', unit: 'major', currency: '$.c' } as const
  const read = [
    createEntryReader({ type: 'Order', mapping: undefined, rows: false }),
    createEntryReader({ type: 'Parcel', rows: false, mapping: { no: { path: '$.a', map: { x: 'y' } } } }),
    createEntryReader({
      type: 'Order',
      rows: true,
      mapping: {
        id: { path: '$.a' },
        customer: { path: "$['b'][0]" },
        status: { path: '$.c', map: { x: 'paid' } },
        total: money,
        placedAt: time,
        address: { zh: '$.a', en: '$.b' },
        lines: {
          path: '$.rows',
          fields: { sku: { path: '$.a' }, name: { path: '$.b' }, quantity: { path: '$.c' }, price: money },
        },
      },
    }),
  ]
  const names = [
    'a',
    'b',
    'c',
    'rows',
    'id',
    'status',
    'lines',
    'total',
    'amount',
    'currency',
    'toString',
    '__proto__',
    'length',
  ]
  const leaf = fc.oneof(
    fc.constant('密文secret'),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom('x', 'paid', 'CNY', '1.5', '[{"a":1}]'),
  )
  const { entry } = fc.letrec((tie) => ({
    entry: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('entry'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...names), tie('entry'), { maxKeys: 6 }),
    ),
  }))

  it('are read, or a field is named; never anything else, and never a value of theirs', () => {
    let refused = 0
    fc.assert(
      fc.property(entry, (answer) => {
        for (const one of read)
          try {
            one(answer, 'data.0')
          } catch (error) {
            refused += 1
            expect(error).toBeInstanceOf(MappingFault)
            expect((error as Error).message).not.toContain('密文')
          }
      }),
      { numRuns: 2_000 },
    )
    expect(refused).toBeGreaterThan(0)
  })
})
