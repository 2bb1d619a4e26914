import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Refusal } from '../src/domain/errors.ts'
import { findValidation, readExamples, warningsOf } from '../src/learning/examples.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tabdesk-examples-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const file = async (name: string, text: string): Promise<string> => {
  const path = join(dir, name)
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(path, text)
  return path
}
const refused = async (path: string): Promise<string> => {
  const error = await readExamples([path]).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(Refusal)
  expect((error as Refusal).code).toBe('bad_input')
  return (error as Refusal).message
}

describe('readExamples', () => {
  it('reads JSONL, with a byte order mark, empty lines and Windows line ends', async () => {
    const path = await file(
      'a.jsonl',
      '\uFEFF{"text":"钱啥时候退给我","intent":"refund_status","lang":"zh"}\r\n\r\n{"text":"where is my refund","intent":"refund_status"}\n',
    )
    expect(await readExamples([path])).toEqual([
      { text: '钱啥时候退给我', intent: 'refund_status', lang: 'zh', at: `${path}:1` },
      { text: 'where is my refund', intent: 'refund_status', at: `${path}:3` },
    ])
  })

  it('reads CSV with quotes, line breaks in cells, columns in any order and others beside', async () => {
    const path = await file('a.csv', 'intent,note,text\nrefund_status,x,"钱呢,\n""三天""了"\ngreeting,,hi\n')
    expect(await readExamples([path])).toEqual([
      { text: '钱呢,\n"三天"了', intent: 'refund_status', at: `${path}:2` },
      { text: 'hi', intent: 'greeting', at: `${path}:4` },
    ])
  })

  it('reads Rasa NLU YAML, without entity marks, synonyms and lookups', async () => {
    const path = await file(
      'nlu.yml',
      'version: "3.1"\nnlu:\n- intent: track_parcel\n  examples: |\n    - where is [8842](order_number)\n    - 查下[顺丰]{"entity": "carrier"}到哪了\n- synonym: 顺丰\n  examples: |\n    - SF\n- intent: greeting\n  examples: |\n    - 在吗\n',
    )
    expect(await readExamples([path])).toEqual([
      { text: 'where is 8842', intent: 'track_parcel', at: `${path}:5` },
      { text: '查下顺丰到哪了', intent: 'track_parcel', at: `${path}:6` },
      { text: '在吗', intent: 'greeting', at: `${path}:12` },
    ])
  })

  it('reads a folder of all formats by name, but not its validation file', async () => {
    await file('shop/b.csv', 'text,intent\nhi,greeting\n')
    await file('shop/a.jsonl', '{"text":"在吗","intent":"greeting"}\n')
    await file('shop/validation.jsonl', '{"text":"hey","intent":"greeting"}\n')
    await file('shop/notes.txt', 'not examples')
    expect((await readExamples([join(dir, 'shop')])).map(({ text }) => text)).toEqual(['在吗', 'hi'])
    expect(await findValidation([join(dir, 'shop')])).toBe(join(dir, 'shop/validation.jsonl'))
  })

  it('finds the validation file beside a folder, and none for a file', async () => {
    const path = await file('examples/a.jsonl', '{"text":"在吗","intent":"greeting"}\n')
    const validation = await file('validation.jsonl', '{"text":"hey","intent":"greeting"}\n')
    expect(await findValidation([join(dir, 'examples')])).toBe(validation)
    expect(await findValidation([path])).toBeUndefined()
  })

  it('names file, line, field, value and fix of every fault at once', async () => {
    const path = await file(
      'a.jsonl',
      '{"text":"","intent":"greeting"}\nhello\n{"text":"hi","intent":7}\n{"text":"hi","intent":"greeting","lang":"fr"}\n["hi"]\n',
    )
    const message = await refused(path)
    expect(message).toContain(`${path}:1: text is ""; write the customer's words`)
    expect(message).toContain(`${path}:2: "hello" is not JSON`)
    expect(message).toContain(`${path}:3: intent is 7; write its name`)
    expect(message).toContain(`${path}:4: lang is "fr"; write zh or en`)
    expect(message).toContain(`${path}:5: the line is ["hi"]`)
  })

  it('says what is wrong with a CSV', async () => {
    expect(await refused(await file('a.csv', 'question,label\nhi,greeting\n'))).toMatch(
      /a\.csv:1: the header is "question,label"; it needs text and intent/,
    )
    expect(await refused(await file('b.csv', 'text,intent\nhi, there,greeting\n'))).toMatch(
      /b\.csv:2: has 3 cells where the header has 2/,
    )
    expect(await refused(await file('c.csv', 'text,intent\n"hi,greeting\n'))).toMatch(
      /c\.csv:2: a quote that opens here is never closed/,
    )
  })

  it('says what is wrong with a YAML', async () => {
    expect(await refused(await file('a.yml', 'nlu: [\n'))).toMatch(/a\.yml:\d+: is not YAML/)
    expect(await refused(await file('b.yml', 'stories: []\n'))).toMatch(/b\.yml:1: has no list under `nlu:`/)
    expect(await refused(await file('c.yml', 'nlu:\n- intent: greeting\n'))).toMatch(
      /c\.yml:2: intent greeting has no examples/,
    )
  })

  it('refuses what it does not know, what is not there and what is empty', async () => {
    expect(await refused(await file('a.xlsx', 'x'))).toMatch(/a\.xlsx: examples are read from \.jsonl/)
    expect(await refused(join(dir, 'nowhere.jsonl'))).toMatch(/there is no such file/)
    expect(await refused(await file('empty.jsonl', '\n'))).toMatch(/no examples found/)
  })

  it('takes lines without an intent only where none is wanted', async () => {
    const path = await file('a.jsonl', '{"text":"在吗"}\n')
    expect(await refused(path)).toMatch(/intent is missing/)
    expect(await readExamples([path], { unlabelled: true })).toHaveLength(1)
    const odd = await file('odd.jsonl', '{"text":""}\n{"text":"wo ist mein Paket","lang":"de"}\n')
    expect(await readExamples([odd], { unlabelled: true })).toHaveLength(2)
  })
})

describe('warningsOf', () => {
  it('tells of one text under two intents and of intents with few examples', () => {
    const example = (text: string, intent: string, line: number) => ({ text, intent, at: `a.jsonl:${line}` })
    const many = Array.from({ length: 5 }, (_, i) => example(`退款${i}`, 'refund_status', i + 1))
    expect(warningsOf(many)).toEqual([])
    const warnings = warningsOf([...many, example('退款0', 'refund_amount', 9)])
    expect(warnings[0]).toContain('a.jsonl:9: "退款0" is refund_amount here and refund_status at a.jsonl:1')
    expect(warnings[1]).toContain('intent refund_amount has 1 example;')
  })
})
