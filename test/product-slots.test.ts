import { describe, expect, it } from 'vitest'
import { draftArticle } from '../src/delivery/draft.ts'
import { GOOD_NAMES, line } from '../src/demo/goods.ts'
import type { Article } from '../src/domain/article.ts'
import type { ContextCard, Order } from '../src/domain/customer.ts'
import type { Entity } from '../src/domain/understanding.ts'
import { readCatalogue } from '../src/knowledge/products/catalogue.ts'
import { articleOf } from './helpers/articles.ts'
import { shippedCatalogue } from './helpers/catalogue.ts'

const CATALOGUE = `货号,商品名称,英文名,别名,价格,材质,warranty_zh,warranty_en,no good
KT-120,电热水壶,Electric kettle,水壶;kettle,129,304 不锈钢,两年,2 years,x
KT-130,电热水壶 Pro,Electric kettle Pro,水壶;kettle,199.5,陶瓷,,3 years,x
FR-808,大闸蟹礼盒,,螃蟹,面议,,,,x
`
const { goods, faults } = readCatalogue(CATALOGUE)
const product = (sku: string) => goods.find((one) => one.sku === sku)

const order = (id: string, ...skus: string[]): Order => ({
  id,
  customer: 'demo',
  status: 'shipped',
  lines: skus.map((sku) => ({
    sku,
    name: { zh: `${sku} 名`, en: `${sku} name` },
    quantity: 1,
    price: { amount: 12_900, currency: 'CNY' },
  })),
  total: { amount: 12_900, currency: 'CNY' },
  placedAt: '2026-11-18T02:00:00.000Z',
})
const named = (value: string): Entity => ({ type: 'product', text: value, value })
const ANSWER = '{{product.name}}（{{product.sku}}）{{product.price}}，{{product.材质}}。'
const draftFor = (
  answer: string,
  { orders = [], entities = [], spokenOf }: { orders?: Order[]; entities?: Entity[]; spokenOf?: string } = {},
  more: Partial<Article> = {},
) => {
  const card: ContextCard = { orders, parcels: [], highlights: [], sources: [] }
  const article = articleOf('kettle', { answers: { zh: [{ text: answer }], en: [] }, ...more })
  return draftArticle(article, { card, facts: {}, product, language: 'zh', entities, spokenOf })
}

describe('the catalogue', () => {
  it('says what answers may repeat: names, price, its other columns; headers in Chinese too', () => {
    expect(product('KT-120')).toEqual({
      sku: 'KT-120',
      name: { zh: '电热水壶', en: 'Electric kettle' },
      price: { zh: '¥129.00', en: '¥129.00' },
      attributes: { 材质: { zh: '304 不锈钢', en: '304 不锈钢' }, warranty: { zh: '两年', en: '2 years' } },
    })
    expect(product('KT-130')?.attributes['warranty']).toEqual({ zh: '3 years', en: '3 years' })
    expect(product('FR-808')).toMatchObject({ name: { en: '大闸蟹礼盒' }, price: { zh: '面议' }, attributes: {} })
    expect(faults).toEqual([
      'catalogue.csv:1 has the column "no good"; name it without blanks and dots to use it in answers',
    ])
  })

  it('that is shipped has the prices of the demo shop', async () => {
    const shipped = readCatalogue(await shippedCatalogue()).goods
    const prices = GOOD_NAMES.map((good) => line(good)).map(
      ({ sku, price }) => `${sku} ¥${(price.amount / 100).toFixed(2)}`,
    )
    expect(shipped.map(({ sku, price }) => `${sku} ${price?.zh}`)).toEqual(prices)
  })
})

describe('{{product.…}}', () => {
  it('is the product that the message names', () => {
    const draft = draftFor(ANSWER, { entities: [named('KT-120')], orders: [order('1', 'FR-808')] })
    expect(draft).toMatchObject({ text: '电热水壶（KT-120）¥129.00，304 不锈钢。', missing: [] })
    expect(draft?.reads).toMatchObject({ 'product.price': '¥129.00' })
  })

  it('of a name that several have is the one that was ordered', () => {
    const entities = [named('KT-120|KT-130')]
    expect(draftFor(ANSWER, { entities, orders: [order('1', 'KT-130', 'FR-808')] })?.text).toContain('¥199.50')
    expect(draftFor(ANSWER, { entities })?.missing, 'nobody knows which').toContain('product.name')
    expect(draftFor(ANSWER, { entities: [named('KT-120'), named('KT-130')] })?.missing).toContain('product.name')
  })

  it('without a name is the only one of the order at hand', () => {
    const orders = [order('1', 'KT-120'), order('2', 'KT-130', 'FR-808')]
    expect(draftFor(ANSWER, { orders, spokenOf: '1' })?.missing).toEqual([])
    expect(draftFor(ANSWER, { orders }, { orders: ['shipped'] })?.text).toContain('KT-120')
    expect(draftFor(ANSWER, { orders })?.missing, 'which order?').toHaveLength(4)
    expect(draftFor(ANSWER, { orders, spokenOf: '2' })?.missing, 'which of the two?').toHaveLength(4)
  })

  it('that has no value is missing, so that the bot does not answer alone', () => {
    expect(draftFor(ANSWER, { entities: [named('FR-808')] })?.missing).toEqual(['product.材质'])
    expect(draftFor('{{product.toString}}', { entities: [named('FR-808')] })?.missing).toEqual(['product.toString'])
  })

  it('that left the catalogue is told by the order', () => {
    const draft = draftFor('{{product.name}} {{product.price}}', { orders: [order('1', 'OLD-1')], spokenOf: '1' })
    expect(draft).toMatchObject({ text: 'OLD-1 名 ¥129.00', missing: [] })
  })

  it('stands on cards too', () => {
    const cards = { zh: [{ title: '{{product.name}}', text: '{{product.材质}}', buttons: [] }] }
    const draft = draftFor('好的', { entities: [named('FR-808')] }, { cards })
    expect(draft).toMatchObject({ cards: [{ title: '大闸蟹礼盒' }], missing: ['product.材质'] })
    expect(draftFor('好的', {}, { cards: { en: cards.zh } })?.cards, 'cards of the other language').toBeUndefined()
  })
})
