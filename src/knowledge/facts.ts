import { parseDocument } from 'yaml'
import type { ShopFacts } from '../domain/article.ts'
import { collectFaults, KnowledgeFaults } from './faults.ts'

/**
 * `shop.yaml` to facts: `key: value` is the same in both languages, `key: { zh, en }` differs. Numbers stay as they are written.
 * @throws KnowledgeFaults
 */
export const parseShopFacts = (yaml: string, path = 'shop.yaml'): ShopFacts => {
  const { faults, blame } = collectFaults(path)
  const document = parseDocument(yaml, { schema: 'failsafe' })
  for (const error of document.errors) blame('yaml', error.message.split('\n')[0] ?? '', 'correct the YAML')
  const root: unknown = document.errors.length > 0 ? {} : (document.toJS() ?? {})
  if (typeof root !== 'object' || root === null || Array.isArray(root)) blame('file', yaml, 'write `key: value` lines')
  const facts: ShopFacts = {}
  for (const [key, value] of Object.entries(root ?? {}) as [string, unknown][]) {
    if (!/^[a-z][A-Za-z0-9]*$/.test(key)) blame(key, '', 'name it in camelCase: refundDays')
    const fact = readFact(value)
    if (fact === undefined) blame(key, value, 'write a text or { zh: …, en: … }')
    else facts[key] = fact
  }
  if (faults.length > 0) throw new KnowledgeFaults(faults)
  return facts
}

const readFact = (value: unknown): ShopFacts[string] | undefined => {
  if (typeof value === 'string') return value === '' ? undefined : { zh: value, en: value }
  if (value === null || typeof value !== 'object') return undefined
  const { zh, en, ...rest } = value as Record<string, unknown>
  if (typeof zh !== 'string' || typeof en !== 'string' || Object.keys(rest).length > 0) return undefined
  return { zh, en }
}

/** The shop's time zone, for times that are written without one. */
export const timeZoneOf = ({ timeZone }: ShopFacts): { timeZone?: string } =>
  timeZone === undefined ? {} : { timeZone: timeZone.en }
