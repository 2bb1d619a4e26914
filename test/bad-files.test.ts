import { execFile } from 'node:child_process'
import { link, mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkOutFile, checkOutFolder, writeWhole } from '../src/cli/out.ts'
import { WrongUse } from '../src/cli/terminal.ts'
import { Refusal } from '../src/domain/errors.ts'
import { readExamples, warningsOf } from '../src/learning/examples.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tabdesk-bad-files-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const file = async (name: string, content: string | Buffer): Promise<string> => {
  const path = join(dir, name)
  await writeFile(path, content)
  return path
}
const refusalOf = async (path: string): Promise<string> => {
  const error = await readExamples([path]).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(Refusal)
  expect((error as Refusal).code).toBe('bad_input')
  return (error as Refusal).message
}
const CSV = 'text,intent\n我的货到哪了,track_parcel\nwhere is it,track_parcel\n'
const utf16be = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()
/** 我的货到哪了 and 退款呢 as Excel on Chinese Windows writes them. */
const GB = Buffer.concat([
  Buffer.from('text,intent\n'),
  Buffer.from([0xce, 0xd2, 0xb5, 0xc4, 0xbb, 0xf5, 0xb5, 0xbd, 0xc4, 0xc4, 0xc1, 0xcb]),
  Buffer.from(',track_parcel\n'),
])

describe('encodings of training files', () => {
  it.each<[string, Buffer]>([
    ['UTF-8', Buffer.from(CSV)],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${CSV}`)],
    ['UTF-16 little-endian with a mark', Buffer.from(`\uFEFF${CSV}`, 'utf16le')],
    ['UTF-16 big-endian with a mark', utf16be(CSV)],
    ['UTF-16 without a mark', Buffer.from(CSV, 'utf16le')],
  ])('%s is read', async (_, bytes) => {
    const warned: string[] = []
    const examples = await readExamples([await file('a.csv', bytes)], { warn: (text) => warned.push(text) })
    expect(examples.map(({ text }) => text)).toEqual(['我的货到哪了', 'where is it'])
    expect(warned).toEqual([])
  })

  it('GB18030 is read, and said to have been guessed', async () => {
    const warned: string[] = []
    const examples = await readExamples([await file('a.csv', GB)], { warn: (text) => warned.push(text) })
    expect(examples.map(({ text }) => text)).toEqual(['我的货到哪了'])
    expect(warned).toEqual([expect.stringMatching(/a\.csv is not UTF-8: it was read as GB18030/)])
  })

  it.each<[string, string, Buffer, RegExp]>([
    [
      'a NUL byte',
      'a.jsonl',
      Buffer.from('{"text":"hi","intent":"a"}\n{"text":"h\0","intent":"a"}\n'),
      /a\.jsonl:2: a NUL byte/,
    ],
    [
      'a picture',
      'a.csv',
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xd, 0xa, 0x1a, 0xa, 0, 0, 0, 0xd, 0x49]),
      /a\.csv:3: a NUL byte/,
    ],
    [
      'half a character',
      'a.jsonl',
      Buffer.concat([Buffer.from('{"text":"'), Buffer.from([0xff, 0x22, 0x7d])]),
      /neither UTF-8 nor GB18030/,
    ],
  ])('%s is refused with what to do', async (_, name, bytes, message) => {
    expect(await refusalOf(await file(name, bytes))).toMatch(message)
  })
})

describe('shapes of training files', () => {
  it('names what a table lacks, and a column that is there twice', async () => {
    expect(await refusalOf(await file('a.csv', '问题,意图\n在吗,greeting\n'))).toMatch(
      /a\.csv:1: the header is "问题,意图"; it needs text and intent, e\.g\. text,intent,lang: rename/,
    )
    expect(await refusalOf(await file('b.csv', 'text,intent,text\na,b,c\n'))).toMatch(
      /b\.csv:1: the header has the column text twice/,
    )
  })

  it('warns of columns and fields that nobody reads', async () => {
    const warned: string[] = []
    const warn = (text: string) => warned.push(text)
    await readExamples([await file('a.csv', 'text,intent,owner\nhi,greeting,ann\n')], { warn })
    await readExamples([await file('a.jsonl', '{"text":"hi","intent":"greeting","langs":"en"}\n')], { warn })
    expect(warned[0]).toMatch(/a\.csv:1: the columns "owner" are not read/)
    expect(warned[1]).toMatch(/a\.jsonl: the fields langs are not read/)
  })

  it('names the line of a NUL in a text and of an intent that is no name', async () => {
    const path = await file(
      'a.jsonl',
      `{"text":"h\\u0000i","intent":"a"}\n{"text":"hi","intent":"a\\nb"}\n{"text":"hi","intent":"${'x'.repeat(200)}"}\n`,
    )
    const message = await refusalOf(path)
    expect(message).toMatch(/a\.jsonl:1: text is .*take the NUL character out/)
    expect(message).toMatch(/a\.jsonl:2: intent is "a\\nb"; write a name of at most 128 characters on one line/)
    expect(await refusalOf(await file('b.jsonl', '{"text":"hi","intent":"constructor"}\n'))).toMatch(
      /b\.jsonl:1: intent is "constructor"/,
    )
    expect(message).toMatch(/a\.jsonl:3: intent is "x{79}…; write a name/)
  })

  it('shows a wrong value in short', async () => {
    const message = await refusalOf(await file('a.jsonl', `{"text":["${'很长'.repeat(50_000)}"],"intent":"a"}\n`))
    expect(message.length).toBeLessThan(400)
  })

  it('warns of one example an intent and of one text under two intents', async () => {
    const path = await file('a.jsonl', '{"text":"退款呢","intent":"a"}\n{"text":"退款呢","intent":"b"}\n')
    const warnings = warningsOf(await readExamples([path]))
    expect(warnings.join('\n')).toMatch(/a\.jsonl:2: "退款呢" is b here and a at .*a\.jsonl:1; keep one/)
    expect(warnings.join('\n')).toMatch(/intent a has 1 example;/)
  })

  it('refuses 200 MB at once, without reading them', async () => {
    const path = await file('a.jsonl', '')
    await truncate(path, 200 * 1024 * 1024)
    const before = process.memoryUsage().rss
    expect(await refusalOf(path)).toMatch(/a\.jsonl has 200 MB; at most 64 MB are read: split it/)
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024)
  })

  it('stops counting the faults of a file that is something else', async () => {
    const message = await refusalOf(await file('a.jsonl', 'not json\n'.repeat(200_000)))
    expect(message.split('\n')).toHaveLength(11)
    expect(message).toMatch(/and at least 990 more/)
  })

  it('reads more examples than a call takes arguments', async () => {
    const path = await file('a.jsonl', '{"text":"a","intent":"b"}\n'.repeat(200_000))
    expect(await readExamples([path])).toHaveLength(200_000)
  })

  it('never breaks on bytes of any kind: read, or refused as bad input', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom('csv', 'jsonl', 'yml'),
        async (bytes, type) => {
          const path = await file(`any.${type}`, Buffer.from(bytes))
          const error = await readExamples([path]).then(
            () => undefined,
            (thrown: unknown) => thrown,
          )
          if (error !== undefined) expect(error).toMatchObject({ name: 'Refusal', code: 'bad_input' })
        },
      ),
      { numRuns: 150 },
    )
  })
})

describe('where results go', () => {
  const wrong = async (check: Promise<void>): Promise<string> => {
    const error = await check.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(WrongUse)
    return (error as WrongUse).message
  }

  it('is refused beforehand: a folder, one that is not there, an input by any of its names', async () => {
    const input = await file('in.jsonl', '{"text":"hi"}\n')
    await link(input, join(dir, 'hard.jsonl'))
    await symlink(input, join(dir, 'soft.jsonl'))
    expect(await wrong(checkOutFile('--out', dir))).toMatch(/--out .* is a folder: name a file in it/)
    expect(await wrong(checkOutFile('--out', join(dir, 'no/where.jsonl')))).toMatch(/there is no folder .*no; make it/)
    expect(await wrong(checkOutFile('--out', join(input, 'x')))).toMatch(/there is no folder/)
    for (const name of ['in.jsonl', 'hard.jsonl', 'soft.jsonl'])
      expect(await wrong(checkOutFile('--out', join(dir, name), { '--in': input }))).toMatch(
        /is the same file as --in .*: name another one/,
      )
    await checkOutFile('--out', join(dir, 'new.jsonl'), { '--in': input })
    await checkOutFile('--out', '/dev/null', { '--in': input })
    expect(await wrong(checkOutFolder('--out', join(input, 'model')))).toMatch(/is a file, no folder/)
    await checkOutFolder('--out', join(dir, 'a/b/c'))
    expect((await readdir(dir)).sort()).toEqual(['hard.jsonl', 'in.jsonl', 'soft.jsonl'])
  })

  it('is written whole or not at all', async () => {
    const path = await file('out.jsonl', 'before')
    await writeWhole(path, 'after')
    expect(await readFile(path, 'utf8')).toBe('after')
    await mkdir(join(dir, 'taken'))
    await expect(writeWhole(join(dir, 'no/where'), 'x')).rejects.toThrow(
      /could not be written \(ENOENT\): nothing was changed/,
    )
    expect((await readdir(dir)).sort()).toEqual(['out.jsonl', 'taken'])
  })
})

describe('the verbs', () => {
  const run = (args: string[]): Promise<{ code: number; stderr: string }> =>
    new Promise((resolve) => {
      execFile(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], (error, _, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stderr }),
      )
    })

  it('end with 2 on what cannot be used, name it, and leave nothing behind', async () => {
    const good = await file('good.jsonl', '{"text":"hi","intent":"greeting"}\n{"text":"退款","intent":"refund"}\n')
    const damaged = await file('damaged.jsonl', '{"text":"hi","intent":"a"}\n{"text":"h\0"}\n')
    const before = await readdir(dir)
    const out = join(dir, 'model')
    const results = await Promise.all([
      run(['train', '--data', damaged, '--out', out]),
      run(['train', '--data', good, '--out', join(good, 'model')]),
      run(['predict', '--model', 'models/starter', '--in', good, '--out', good]),
      run(['knowledge', 'search', '--passages', good, '--queries', good, '--top', '3', '--out', join(dir, 'no/x')]),
    ])
    expect(results.map(({ code }) => code)).toEqual([2, 2, 2, 2])
    expect(results[0]?.stderr).toMatch(/damaged\.jsonl:2: a NUL byte/)
    expect(results[1]?.stderr).toMatch(/is a file, no folder/)
    expect(results[2]?.stderr).toMatch(/is the same file as --in/)
    expect(results[3]?.stderr).toMatch(/there is no folder/)
    expect(await readdir(dir)).toEqual(before)
  })
})
