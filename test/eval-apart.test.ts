import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { normalise } from '../src/pipeline/normalise.ts'

const root = new URL('../', import.meta.url)
const linesOf = <T>(file: string): T[] =>
  readFileSync(new URL(file, root), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T)
const bare = (text: string): string => normalise(text).replaceAll(/[\p{P}\p{S}\s]+/gu, '')
const textsOf = (file: string): string[] => linesOf<{ text: string }>(file).map(({ text }) => bare(text))

const learnt = new Set(
  [
    'knowledge/validation.jsonl',
    ...readdirSync(new URL('knowledge/examples', root)).map((name) => `knowledge/examples/${name}`),
  ].flatMap(textsOf),
)

describe('messages of several requests, and pairs', () => {
  const sides = linesOf<Record<'a' | 'b', { text: string }>>('eval/pairs.jsonl').flatMap(({ a, b }) => [a.text, b.text])
  const compound = linesOf<{ text: string; intents: string[]; lang: string }>('eval/compound.jsonl')
  it('are as many as is said: 200 and 100 of several requests, as many of one, 100 pairs', () => {
    const count = (lang: string, several: boolean): number =>
      compound.filter((row) => row.lang === lang && row.intents.length > 1 === several).length
    expect([count('zh', true), count('zh', false), count('en', true), count('en', false)]).toEqual([200, 200, 100, 100])
    expect(new Set([...sides, ...compound.map(({ text }) => text)]).size).toBe(800)
  })
  it('name intents that there are', () => {
    const known = new Set(linesOf<{ intent: string }>('knowledge/intents.jsonl').map(({ intent }) => intent))
    expect(compound.flatMap(({ intents }) => intents).filter((intent) => !known.has(intent))).toEqual([])
  })
  it('are no texts that are trained or calibrated on', () => {
    expect([...sides, ...compound.map(({ text }) => text)].filter((text) => learnt.has(bare(text)))).toEqual([])
  })
})

describe('the evaluation set', () => {
  const held = textsOf('eval/starter.jsonl')
  it('has 400 texts, each once', () => {
    expect(new Set(held).size).toBe(400)
  })
  it('shares no text with what is trained or calibrated on, case and punctuation aside', () => {
    expect(learnt.size).toBeGreaterThan(6_000)
    expect(held.filter((text) => learnt.has(text))).toEqual([])
  })
})
