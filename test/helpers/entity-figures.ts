import { readFileSync } from 'node:fs'
import type { Entity } from '../../src/domain/understanding.ts'
import { readCatalogue } from '../../src/knowledge/products/catalogue.ts'
import type { FindEntities } from '../../src/pipeline/entities/entities.ts'

export interface LabelledEntity extends Omit<Entity, 'start' | 'end'> {
  start: number
  end: number
}

export interface LabelledMessage {
  text: string
  lang: 'zh' | 'en'
  /** Written before the rules, after them, after those were mended, and last, never to mend a rule on. */
  part: 'before' | 'after' | 'last' | 'held'
  entities: LabelledEntity[]
}

export interface Counts {
  right: number
  /** Found and not labelled. */
  extra: number
  /** Labelled and not found. */
  missed: number
}

const root = new URL('../../', import.meta.url)

export const PRODUCTS = readCatalogue(readFileSync(new URL('knowledge/catalogue.csv', root), 'utf8')).products
/** The moment at which the labelled messages were written: a Wednesday in the shop. */
export const WRITTEN_AT = new Date('2026-11-18T15:30:00+08:00')

export const labelledMessages = (): LabelledMessage[] =>
  readFileSync(new URL('eval/entities.jsonl', root), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as LabelledMessage)

/** Right is what has the label's type, span and value, of addresses every slot too. Counts by type, and together under `all`. */
export const countEntities = (messages: readonly LabelledMessage[], find: FindEntities): Map<string, Counts> => {
  const counts = new Map<string, Counts>()
  const count = (type: string, what: keyof Counts): void => {
    for (const key of [type, 'all']) {
      const row = counts.get(key) ?? { right: 0, extra: 0, missed: 0 }
      row[what]++
      counts.set(key, row)
    }
  }
  for (const { text, entities } of messages) {
    const found = find(text, WRITTEN_AT)
    const [said, meant] = [new Set(found.map(keyOf)), new Set(entities.map(keyOf))]
    for (const entity of entities) count(entity.type, said.has(keyOf(entity)) ? 'right' : 'missed')
    for (const entity of found) if (!meant.has(keyOf(entity))) count(entity.type, 'extra')
  }
  return counts
}

export const f1 = ({ right, extra, missed }: Counts): number =>
  right === 0 ? 0 : (2 * right) / (2 * right + extra + missed)

const keyOf = ({ type, start, end, value, slots }: Entity): string =>
  JSON.stringify([type, start, end, value, type === 'address' ? slots : undefined])
