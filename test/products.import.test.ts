import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openProducts, type Products } from '../src/compose-products.ts'
import type { ProductReport } from '../src/domain/product-import.ts'
import { growCatalogue } from '../src/knowledge/products/catalogue.ts'
import { inSlices } from '../src/lib/slices.ts'
import { createProductFinder, growProductFinder } from '../src/pipeline/entities/products.ts'
import { articleOf } from './helpers/articles.ts'
import { largeCatalogue } from './helpers/catalogue.ts'

const SEED =
  '货号,商品名称,英文名,别名,价格,材质\nKT-120,电热水壶,Electric kettle,水壶;kettle,129,304 不锈钢\nCL-552,防风外套,Windproof jacket,外套,359,\n'
const library = {
  articles: () => [
    articleOf('kettle-material', { answers: { zh: [{ text: '{{product.name}}是{{product.材质}}的。' }], en: [] } }),
  ],
}

let folder: string
let knowledgeDir: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'products-'))
  knowledgeDir = folder
  await writeFile(join(folder, 'catalogue.csv'), SEED)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const open = (): Promise<Products> => openProducts({ knowledgeDir, dataDir: join(folder, 'data') }, 20)
const bytesOf = (text: string) => new TextEncoder().encode(text)
const upload = (products: Products, text: string, more: { replace?: boolean; plan?: string; name?: string } = {}) =>
  products.imports(library).upload({ name: '商品.csv', bytes: bytesOf(text), by: 'kim', replace: false, ...more })
const commit = async (products: Products, text: string, more: { replace?: boolean } = {}): Promise<ProductReport> =>
  upload(products, text, { ...more, plan: (await upload(products, text, more)).plan })
const found = (products: Products, text: string) => products.findProducts(text).map(({ value }) => value)
const versions = async () => (await readdir(join(folder, 'data/knowledge/products')).catch(() => [])).sort()

describe('products that are uploaded', () => {
  it('are shown before anything changes: added, changed, refused with row, reason and fix', async () => {
    const products = await open()
    const report = await upload(
      products,
      '商品编码,商品名称,价格\nKT-120,电热水壶,119\nTB-900,保温杯,59\n,没有货号,1\nTB-900,保温杯二号,61\n6.9E+12,条码当货号,9\nNN-1,,5\n',
    )
    expect(report).toMatchObject({ base: 0, added: 1, changed: 1, removed: 0, unchanged: 1, refusedCount: 4, more: 0 })
    expect(report.changes).toEqual([
      {
        ...{ sku: 'KT-120', name: '电热水壶', kind: 'changed' },
        fields: [{ column: 'price', before: '129', after: '119' }],
      },
      { sku: 'TB-900', name: '保温杯', kind: 'added', fields: [] },
    ])
    expect(report.refused.map(({ row, reason }) => `${row} ${reason}`)).toEqual([
      '4 has no sku; give the product a number of its own',
      '5 has the sku TB-900 a second time; every product has its own',
      '6 has the sku 6.9E+12, a number that a spreadsheet rounded; make the column text and write it again',
      '7 has no name for NN-1; fill name_zh or name_en',
    ])
    expect(report.version).toBeUndefined()
    expect(await versions()).toEqual([])
    expect(found(products, '保温杯漏水怎么办')).toEqual([])
  })

  it('are in force when the commit resolves: names, prices and slots, and what the file does not speak of stays', async () => {
    const products = await open()
    const before = products.revision()
    const report = await commit(
      products,
      'sku,price,name_zh,aliases,容量\nKT-120,119,电热水壶,烧水壶,1.7 L\nTB-900,59,保温杯,,500 ml\n',
    )
    expect(report.version).toBe(1)
    expect(found(products, '保温杯和烧水壶')).toEqual(['TB-900', 'KT-120'])
    expect(products.find('KT-120')).toMatchObject({
      name: { zh: '电热水壶', en: 'Electric kettle' },
      price: { zh: '¥119.00' },
      attributes: { 材质: { zh: '304 不锈钢' }, 容量: { zh: '1.7 L' } },
    })
    expect(products.find('CL-552')?.name.en).toBe('Windproof jacket')
    expect(products.slots()).toEqual(['product.材质', 'product.容量'])
    expect(products.revision()).toBeGreaterThan(before)
    const page = await products.imports(library).page({ q: 'kettle', limit: 1 })
    expect(page).toMatchObject({
      version: 1,
      count: 3,
      found: 1,
      versions: [
        { n: 1, by: 'kim', file: '商品.csv' },
        { n: 0, count: 2 },
      ],
    })
  })

  it('are the whole catalogue where that is said: others go, and a slot that answers lose is told', async () => {
    const products = await open()
    const text = 'sku,name_en,price\nKT-120,Electric kettle,99\nKT-999,,1\n'
    const report = await commit(products, text, { replace: true })
    expect(report).toMatchObject({ changed: 1, removed: 1, refusedCount: 1, version: 1 })
    expect(report.changes.at(-1)).toMatchObject({ sku: 'CL-552', name: '防风外套', kind: 'removed' })
    expect(report.lost).toEqual([{ slot: 'product.材质', articles: ['kettle-material'] }])
    expect((await upload(await open(), SEED)).lost, 'nothing is lost that comes').toEqual([])
    expect(products.find('CL-552')).toBeUndefined()
    expect(found(products, '外套')).toEqual([])
  })

  it('go back to any version by a version, to the folder’s own as well, and are exported as they can be uploaded', async () => {
    const products = await open()
    const imports = products.imports(library)
    await commit(products, 'sku,name_zh,备注,-折扣\nTB-900,保温杯,=1+1,5\n')
    const csv = await imports.csv()
    expect(csv).toMatch(/'-折扣\r\n[\s\S]*TB-900,保温杯,,,,,'=1\+1,5/)
    expect(await upload(products, csv, { replace: true })).toMatchObject({
      added: 0,
      changed: 0,
      removed: 0,
      unchanged: 3,
    })
    expect(await imports.rollback(0, 'kim', '价格错了')).toMatchObject({ n: 2, backTo: 0, count: 2 })
    expect(found(products, '保温杯')).toEqual([])
    expect(await imports.rollback(1, 'kim')).toMatchObject({ n: 3, backTo: 1, count: 3 })
    expect(found(products, '保温杯')).toEqual(['TB-900'])
    await expect(imports.rollback(77, 'kim')).rejects.toMatchObject({ code: 'not_found' })
    expect((await open()).find('TB-900'), 'after a start').toBeDefined()
  })

  it('are refused where somebody was quicker, the file is another one, or there is no plan for it', async () => {
    const products = await open()
    const text = 'sku,name_zh\nTB-900,保温杯\n'
    const { plan } = await upload(products, text)
    await expect(upload(products, text.replace('保温杯', '保温壶'), { plan })).rejects.toMatchObject({
      code: 'conflict',
    })
    await commit(products, 'sku,name_zh\nAA-1,别人的\n')
    await expect(upload(products, text, { plan })).rejects.toMatchObject({ code: 'conflict', message: /look again/ })
    expect(await versions()).toEqual(['1.jsonl'])
    expect(await commit(products, text)).toMatchObject({ version: 2 })
    expect(await commit(products, text), 'nothing to do makes no version').toMatchObject({ version: 2, unchanged: 4 })
  })

  it('of two commits at once one is made', async () => {
    const [one, two] = await Promise.all([open(), open()])
    const [a, b] = ['sku,name_zh\nA-1,甲\n', 'sku,name_zh\nB-1,乙\n'] as const
    const [planA, planB] = await Promise.all([upload(one, a), upload(two, b)])
    const done = await Promise.allSettled([upload(one, a, { plan: planA.plan }), upload(two, b, { plan: planB.plan })])
    expect(done.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await versions()).toEqual(['1.jsonl'])
  })

  it('are taken over from another process', async () => {
    const [one, two] = await Promise.all([open(), open()])
    const stop = two.watch((error) => expect.unreachable(error.message))
    await commit(one, 'sku,name_zh\nTB-900,保温杯\n')
    await expect.poll(() => found(two, '保温杯'), { timeout: 30_000 }).toEqual(['TB-900'])
    stop()
  })

  it('stay as they were where a file is cut short, and a start says which', async () => {
    const products = await open()
    await commit(products, 'sku,name_zh\nTB-900,保温杯\n')
    const path = join(folder, 'data/knowledge/products/1.jsonl')
    await truncate(path, 150)
    await expect(open()).rejects.toThrow(/1\.jsonl cannot be used: .*; restore it from a backup, or remove it/)
    await products.caughtUp()
    expect(found(products, '保温杯')).toEqual(['TB-900'])
  })

  it.each([
    ['no table', '商品.pdf', '%PDF-1.4', 'unsupported_type'],
    ['no column of numbers', 'a.csv', 'name,price\nx,1\n', 'unprocessable'],
    ['a header alone', 'a.csv', 'sku,name_zh\n', 'unprocessable'],
    ['a quote that never closes', 'a.csv', 'sku,name_zh\nA,"开了没关\nB,乙\n', 'unprocessable'],
    ['a broken workbook', 'a.xlsx', 'PK\u0003\u0004 nothing', 'unprocessable'],
  ])('are refused with %s, and nothing is stored', async (_, name, text, code) => {
    const products = await open()
    await expect(upload(products, text, { name })).rejects.toMatchObject({ code })
    expect(await versions()).toEqual([])
  })

  it('come from a workbook as shops export it: a title above, numbers as text, another sheet first', async () => {
    const { utils, write } = await import('@e965/xlsx')
    const book = utils.book_new()
    utils.book_append_sheet(book, utils.aoa_to_sheet([['说明'], ['请勿修改']]), '说明')
    const rows = [
      ['店铺商品导出'],
      ['商家编码', '\u200B宝贝标题', '一口价'],
      [100234, '真丝\u202E睡衣\u200B 女\n', 268.5],
      ['TB-900', '保温杯', 59],
    ]
    utils.book_append_sheet(book, utils.aoa_to_sheet(rows), '商品')
    const bytes = new Uint8Array(write(book, { type: 'array', bookType: 'xlsx' }) as ArrayBuffer)
    const products = await open()
    const upload = { name: '导出.xlsx', bytes, by: 'kim', replace: false }
    const { plan, added } = await products.imports(library).upload(upload)
    expect(added).toBe(2)
    await products.imports(library).upload({ ...upload, plan })
    expect(products.find('100234')).toMatchObject({ name: { zh: '真丝睡衣 女' }, price: { zh: '¥268.50' } })
  })
})

describe('a large catalogue', () => {
  it('is learnt in slices, and finds what one that was learnt at once finds', async () => {
    const many = largeCatalogue(2_000)
    const table = {
      columns: ['sku', 'name_zh', 'name_en'],
      rows: many.map(({ sku, names: [zh = '', en = ''] }) => [sku, zh, en]),
    }
    let rounds = 0
    let running = true
    const count = (): void => {
      rounds++
      if (running) setImmediate(count)
    }
    setImmediate(count)
    const { products } = await inSlices(growCatalogue(table))
    const find = await inSlices(growProductFinder(products))
    running = false
    expect(products.map(({ sku }) => sku)).toEqual(many.map(({ sku }) => sku))
    expect(rounds, 'others had their turn').toBeGreaterThan(5)
    const asked = many.filter((_, i) => i % 97 === 0).map(({ names }) => `我买的${names[0]}坏了`)
    expect(asked.map(find)).toEqual(asked.map(createProductFinder(products)))
    expect(asked.every((text) => find(text).length > 0)).toBe(true)
  })
})
