import { describe, expect, it } from 'vitest'
import type { Entity } from '../src/domain/understanding.ts'
import { createEntityFinder } from '../src/pipeline/entities/entities.ts'
import { countEntities, f1, type LabelledMessage, labelledMessages, PRODUCTS } from './helpers/entity-figures.ts'

/** What the whole and each language must reach, and what no type may fall below. */
const GATE = 0.95
const TYPE_GATE = 0.9

const messages = labelledMessages()
const find = createEntityFinder({ timeZone: 'Asia/Shanghai', products: PRODUCTS })
const f1Of = (rows: readonly LabelledMessage[], finder = find): number => {
  const all = countEntities(rows, finder).get('all')
  return all === undefined ? 0 : f1(all)
}
const changed =
  (change: (entity: Entity) => Partial<Entity>): typeof find =>
  (text, now) =>
    find(text, now).map((entity) => ({ ...entity, ...change(entity) }))

describe('the labelled messages', () => {
  it('are half in each language, 200 written before the rules and 200 after, 200 later, 100 held, each once', () => {
    for (const lang of ['zh', 'en'])
      for (const [part, n] of Object.entries({ before: 100, after: 100, last: 100, held: 50 }))
        expect(messages.filter((message) => message.lang === lang && message.part === part)).toHaveLength(n)
    expect(new Set(messages.map(({ text }) => text)).size).toBe(messages.length)
  })
  it('have entities that stand where they say, none over another', () => {
    for (const { text, entities } of messages) {
      let from = 0
      for (const entity of entities) {
        expect(text.slice(entity.start, entity.end)).toBe(entity.text)
        expect(entity.start).toBeGreaterThanOrEqual(from)
        from = entity.end
      }
    }
  })
  it('hold messages without any entity too', () => {
    expect(messages.filter(({ entities }) => entities.length === 0).length).toBeGreaterThan(40)
  })
})

describe('entities, by exact type, span and value', () => {
  it('are found with F1 of 95 % and more, in both languages and every part', () => {
    const counts = countEntities(messages, find)
    const rows = [...counts].sort(([, a], [, b]) => b.right + b.missed - a.right - a.missed)
    console.log(
      [
        'type            right  extra  missed     F1',
        ...rows.map(([type, row]) => {
          const numbers = [row.right, row.extra, row.missed].map((n) => String(n).padStart(7)).join('')
          return `${type.padEnd(14)}${numbers}  ${(100 * f1(row)).toFixed(1).padStart(6)}`
        }),
      ].join('\n'),
    )
    expect(f1Of(messages)).toBeGreaterThanOrEqual(GATE)
    for (const lang of ['zh', 'en'])
      expect(f1Of(messages.filter((row) => row.lang === lang)), lang).toBeGreaterThan(GATE)
    for (const part of ['before', 'after', 'last', 'held'])
      expect(f1Of(messages.filter((row) => row.part === part)), part).toBeGreaterThan(GATE)
    for (const [type, row] of counts) expect(f1(row), type).toBeGreaterThan(TYPE_GATE)
  })

  it.each<[string, typeof find]>([
    ['a finder of nothing', () => []],
    ['spans one unit off', changed(({ start = 0, end = 0 }) => ({ start: start + 1, end: end + 1 }))],
    ['values as written', changed(({ text }) => ({ value: text }))],
    ['addresses without their slots', changed(({ type }) => (type === 'address' ? { slots: {} } : {}))],
    ['tomorrow of another zone', createEntityFinder({ timeZone: 'Pacific/Honolulu', products: PRODUCTS })],
    ['no catalogue', createEntityFinder({ timeZone: 'Asia/Shanghai' })],
  ])('would miss the mark with %s', (_, finder) => {
    expect(f1Of(messages, finder)).toBeLessThan(GATE)
  })
})
