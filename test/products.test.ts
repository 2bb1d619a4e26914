import { describe, expect, it } from 'vitest'
import { GOOD_NAMES, line } from '../src/demo/goods.ts'
import { readCatalogue } from '../src/knowledge/products/catalogue.ts'
import { createProductFinder } from '../src/pipeline/entities/products.ts'
import { largeCatalogue } from './helpers/catalogue.ts'
import { PRODUCTS } from './helpers/entity-figures.ts'

const find = createProductFinder(PRODUCTS)
/** One and many of a name are found both. */
const found = (text: string) => [
  ...new Set(find(text).map(({ start, end, value }) => `${text.slice(start, end)} ${value}`)),
]

describe('the shipped catalogue', () => {
  it('is what the demo shop sells, by the same numbers and names', () => {
    const goods = GOOD_NAMES.map((good) => line(good))
    expect(PRODUCTS.map(({ sku }) => sku)).toEqual(goods.map(({ sku }) => sku))
    for (const [i, { name }] of goods.entries())
      expect(PRODUCTS[i]?.names).toEqual(expect.arrayContaining([name.zh, name.en]))
  })
})

describe('readCatalogue', () => {
  it('names line, field and fix of what it cannot use, and keeps the rest', () => {
    const { products, faults } = readCatalogue(
      'sku,name_zh,name_en,aliases\nA-1,手机壳,Phone case,壳;case\n,无号,No number,\nA-1,又一个,Again,\nA-2,,,\n"A-3","数据线, 白色",USB cable,\n',
    )
    expect(products).toEqual([
      { sku: 'A-1', names: ['手机壳', 'Phone case', '壳', 'case'] },
      { sku: 'A-3', names: ['数据线, 白色', 'USB cable'] },
    ])
    expect(faults).toEqual([
      'catalogue.csv:3 has no sku; give the product a number of its own',
      'catalogue.csv:4 has the sku A-1 a second time; every product has its own',
      'catalogue.csv:5 has no name for A-2; fill name_zh or name_en',
    ])
  })
  it('refuses a file without the columns, and takes an absent one for an empty shop', () => {
    expect(readCatalogue('id,name\n1,x\n')).toEqual({
      products: [],
      goods: [],
      faults: ['catalogue.csv:1 has the header id,name; it needs sku and name_zh or name_en'],
    })
    expect(readCatalogue('')).toEqual({ products: [], goods: [], faults: [] })
  })
})

describe('createProductFinder', () => {
  it.each([
    // as written, in any case, one or many, with blanks and hyphens or without
    ['蓝牙耳机坏了', ['蓝牙耳机 EB-310', '耳机 EB-310']],
    ['My EARBUD is dead', ['EARBUD EB-310']],
    ['two windproof jackets', ['windproof jackets CL-552', 'jackets CL-552']],
    ['a fast-charger', ['fast-charger EL-065', 'charger EL-065']],
    ['kt-120 漏水', ['kt-120 KT-120']],
    // by ear
    ['蓝牙尔机', ['蓝牙尔机 EB-310']],
    ['跑步写', ['跑步写 SP-431']],
    // one slip in a word
    ['the Kettel leaks', ['Kettel KT-120']],
    ['runing shoes', ['runing shoes SP-431', 'shoes SP-431']],
    // other things
    ['I was charged twice', []],
    ['跑步机多少钱', []],
    ['this packet is wet', []],
    ['a steak and some rabies shots', []],
    ['teapot', []],
    ['尔集', []],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected)
  })
  it('takes a name of many products for goods in general, and knows them by their numbers still', () => {
    const shirts = (many: number) =>
      createProductFinder(Array.from({ length: many }, (_, i) => ({ sku: `TS-${1_000 + i}`, names: ['纯棉短袖'] })))
    expect(shirts(200)('纯棉短袖起球了')[0]?.value.split('|')).toHaveLength(200)
    expect(shirts(201)('纯棉短袖起球了')).toEqual([])
    expect(shirts(201)('TS-1200 起球了').map(({ value }) => value)).toEqual(['TS-1200'])
  })
  it('gives every product that a name stands for', () => {
    const twins = createProductFinder([
      { sku: 'B', names: ['保温杯'] },
      { sku: 'A', names: ['保温杯'] },
    ])
    expect(twins('保温杯漏水').map(({ value }) => value)).toEqual(['B|A'])
  })
  it('finds nothing in an empty shop', () => {
    expect(createProductFinder([])('蓝牙耳机 shoes')).toEqual([])
  })
  it('finds one name among 20,000', () => {
    const many = createProductFinder(largeCatalogue(10_000))
    expect(many('请问鲸鱼羽绒服迷你款有货吗').map(({ value }) => value)).toEqual(['LC-02870'])
    expect(many('is the whale down coat mini in stock').map(({ value }) => value)).toEqual(['LC-02870'])
    expect(many('鲸鱼羽容服迷你款').map(({ value }) => value)).toEqual(['LC-02870'])
    expect(many('我的货到哪了呀')).toEqual([])
  })
})
