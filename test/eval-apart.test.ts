import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { normalise } from '../src/pipeline/normalise.ts'

const root = new URL('../', import.meta.url)
const textsOf = (file: string): string[] =>
  readFileSync(new URL(file, root), 'utf8')
    .trim()
    .split('\n')
    .map((line) => normalise((JSON.parse(line) as { text: string }).text).replaceAll(/[\p{P}\p{S}\s]+/gu, ''))

describe('the evaluation set', () => {
  const held = textsOf('eval/starter.jsonl')
  it('has 400 texts, each once', () => {
    expect(new Set(held).size).toBe(400)
  })
  it('shares no text with what is trained or calibrated on, case and punctuation aside', () => {
    const learnt = new Set(
      [
        'knowledge/validation.jsonl',
        ...readdirSync(new URL('knowledge/examples', root)).map((name) => `knowledge/examples/${name}`),
      ].flatMap(textsOf),
    )
    expect(learnt.size).toBeGreaterThan(6_000)
    expect(held.filter((text) => learnt.has(text))).toEqual([])
  })
})
