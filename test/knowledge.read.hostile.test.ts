import { utils, write } from '@e965/xlsx'
import { strToU8, unzipSync, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { readUploadAside } from '../src/knowledge/import/aside.ts'
import { createReader } from '../src/knowledge/import/reading.ts'
import { typeOf } from '../src/knowledge/import/type-of.ts'
import { asked, readFileNamed } from './helpers/uploads.ts'

const sheet = (rows: string[][]): Uint8Array => {
  const book = utils.book_new()
  utils.book_append_sheet(book, utils.aoa_to_sheet(rows), 'a')
  return new Uint8Array(write(book, { type: 'buffer', bookType: 'xlsx', compression: true }) as Buffer)
}
const QA = [
  ['问题', '答案'],
  ['有货吗', '有'],
]
/** The same office file with one of its parts changed. */
const withPart = (file: Uint8Array, name: string, change: (part: string) => string): Uint8Array => {
  const parts = unzipSync(file)
  return zipSync({ ...parts, [name]: strToU8(change(Buffer.from(parts[name] ?? []).toString())) })
}
/** The archive whose directory claims another size of an entry than it has. */
const claiming = (archive: Uint8Array, name: string, size: number): Uint8Array => {
  const copy = Buffer.from(archive)
  copy.writeUInt32LE(size, copy.lastIndexOf(name) - 46 + 24)
  return copy
}
const docx = (body: string): Uint8Array =>
  zipSync({
    '[Content_Types].xml': strToU8(
      '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    ),
    '_rels/.rels': strToU8(
      '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
    ),
    'word/document.xml': strToU8(body),
  })
const paragraphs = (...texts: string[]): string =>
  `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${texts.map((text) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`).join('')}</w:body></w:document>`
const pdf = (objects: readonly string[], trailer = ''): Uint8Array => {
  let text = '%PDF-1.4\n'
  const places = objects.map((object, i) => {
    const at = text.length
    text += `${i + 1} 0 obj\n${object}\nendobj\n`
    return at
  })
  const start = text.length
  const table = places.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')
  return strToU8(
    `${text}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer}>>\nstartxref\n${start}\n%%EOF`,
  )
}
const PAGE = [
  '<< /Type /Catalog /Pages 2 0 R >>',
  '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>',
]

const outcome = async (file: string, content: Uint8Array): Promise<string> => {
  try {
    const { code, reason, patches } = await readFileNamed(file, content)
    return code === undefined && reason === undefined ? `${patches.length} articles` : `${code}: ${reason}`
  } catch (error) {
    const { code, message } = error as { code: string; message: string }
    return `${code}: ${message}`
  }
}

describe('a hostile archive', () => {
  const inner = zipSync({ 'a.csv': strToU8('q,a\n有货吗,有') })

  it('that is sound is read, as a control', async () => {
    expect(await outcome('faq.zip', inner)).toBe('1 articles')
    expect(await outcome('faq.xlsx', sheet(QA))).toBe('1 articles')
    expect(await outcome('faq.docx', docx(paragraphs('问：有货吗', '答：有')))).toBe('1 articles')
  })

  it.each([
    ['expands to gigabytes', claiming(inner, 'a.csv', 4_000_000_000), /^unprocessable: .*expands to/],
    ['expands a hundred times', zipSync({ 'a.csv': new Uint8Array(30_000_000) }), /^unprocessable: .*expands to/],
    [
      'lies about what it expands to',
      claiming(zipSync({ 'a.csv': new Uint8Array(3_000_000) }), 'a.csv', 100),
      /^unprocessable: a\.csv expands to more than the directory says/,
    ],
    [
      'has too many files',
      zipSync(Object.fromEntries(Array.from({ length: 2_001 }, (_, i) => [`${i}.csv`, strToU8('')]))),
      /^unprocessable: .*2001 files/,
    ],
    [
      'is a workbook that lies',
      claiming(sheet(QA), 'xl/worksheets/sheet1.xml', 10),
      /^unprocessable: .*expands to more/,
    ],
    [
      'is a workbook with a DOCTYPE',
      withPart(sheet(QA), 'xl/workbook.xml', (part) =>
        part.replace('<workbook', '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workbook'),
      ),
      /^unprocessable: .*declares a DOCTYPE/,
    ],
    [
      'is a document that fetches',
      docx(`<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>${paragraphs('&x;')}`),
      /^unprocessable: .*declares a DOCTYPE/,
    ],
    ['is a document that is broken', docx('<w:document><w:body>'), /^unprocessable: the document is broken/],
    ['has macros', withPart(sheet(QA), 'xl/vbaProject.bin', () => 'x'), /^unsupported_type: .*has macros/],
  ])('that %s is refused', async (_name, content, expected) => {
    const name = expected.source.includes('document') ? 'faq.docx' : 'faq.xlsx'
    expect(await outcome(name, content)).toMatch(expected)
  })

  it('with archives, hidden files and strange paths inside gives what is sound', async () => {
    const read = await readFileNamed(
      'all.zip',
      zipSync({
        '../../etc/faq.csv': strToU8('问题,答案\n有货吗,有\n,没有'),
        '__MACOSX/._faq.csv': strToU8('x'),
        'nested.zip': inner,
        'virus.exe': strToU8('MZ'),
        'help.md': strToU8('## 怎么退？\n点申请。'),
        'two.xlsx': sheet(QA.map(([, answer], i) => [i === 0 ? '问题' : '几号发', answer ?? ''])),
      }),
    )
    expect((await asked(read)).map(([question]) => question).sort()).toEqual(['几号发', '怎么退？', '有货吗'].sort())
    expect(read.refused.map(({ table, row, reason }) => `${table} ${row} ${reason.slice(0, 40)}`)).toEqual([
      expect.stringContaining('etc/faq.csv 3'),
      expect.stringContaining('nested.zip 1'),
      expect.stringContaining('virus.exe 1'),
    ])
    expect(JSON.stringify(read)).not.toContain('..')
  })

  it('of nothing that can be read is refused', async () => {
    expect(await outcome('faq.zip', zipSync({ 'a.exe': strToU8('MZ') }))).toContain('no file that can be read')
  })
})

describe('a hostile PDF file', () => {
  it.each([
    ['broken', strToU8('%PDF-1.7\n1 0 obj\n<<'), /^unprocessable: .*broken or cut short/],
    ['of scanned pages', pdf(PAGE), /^unprocessable: .*no text layer/],
    [
      'with a password',
      pdf(
        [
          ...PAGE,
          '<< /Filter /Standard /V 2 /R 3 /Length 128 /P -1 /O <00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff> /U <00112233445566778899aabbccddeeff00000000000000000000000000000000> >>',
        ],
        '/Encrypt 4 0 R /ID [<00> <00>] ',
      ),
      /^unprocessable: .*password/,
    ],
  ])('%s is refused', async (_name, content, expected) => {
    expect(await outcome('policy.pdf', content)).toMatch(expected)
  })
})

describe('hostile text', () => {
  it('of one cell of megabytes loses that row', async () => {
    const read = await readFileNamed(
      'faq.csv',
      `问题,答案\n有货吗,有\n退吗,${'可'.repeat(3_000_000)}\n换吗,${'[a'.repeat(60_000)}\n`,
    )
    expect(read.refused.map(({ row, reason }) => `${row} ${reason.includes('characters')}`)).toEqual([
      '3 true',
      '4 true',
    ])
    expect(await asked(read)).toEqual([['有货吗', '有']])
  })

  it('with keys of prototypes changes nothing but itself', async () => {
    const read = await readFileNamed(
      'faq.json',
      '[{"question":"有货吗","answer":"有","__proto__":{"polluted":1},"constructor":"x"}]',
    )
    expect(await asked(read)).toEqual([['有货吗', '有']])
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    const table = await readFileNamed('faq.csv', '问题,答案,语言,__proto__\n有货吗,有,constructor,x')
    expect(table.refused).toMatchObject([{ row: 2, column: '语言' }])
  })

  it('of deep nesting is read as far as it makes sense', async () => {
    const deep = `${'<div>'.repeat(20_000)}<h2>有货吗</h2><p>有</p>`
    expect(await outcome('faq.html', strToU8(`<h2>怎么退？</h2><p>点申请</p>${deep}`))).toBe('1 articles')
    expect(await outcome('faq.json', strToU8(`${'['.repeat(5_000)}${']'.repeat(5_000)}`))).toMatch(
      /undefined: |0 articles/,
    )
    const table = `<table>${'<thead>'.repeat(7_000)}`
    const read = await readFileNamed('faq.csv', `问题,答案\n有货吗,"<p>有</p>${table}"`)
    expect(await asked(read)).toEqual([['有货吗', '有']])
  })

  it.each([
    ['怎么退.md', '## 怎么退？\n点申请。', true],
    ['怎么退.txt', '问：怎么退？\n答：点申请。', true],
    ['not a.csv', '问题,答案\n怎么退？,点申请。', false],
  ])(
    'of few bytes can cost a parser half a minute: what may be Markdown is read aside, like %s',
    async (file, content, isAside) => {
      let turns = 0
      let done = false
      const count = (): void => {
        turns++
        if (!done) setImmediate(count)
      }
      const bytes = strToU8(content)
      const { read } = createReader()({ type: typeOf(file, bytes), file, bytes }, {}, () => {})
      setImmediate(count)
      expect((await read).patches).toHaveLength(1)
      done = true
      expect(turns > 0).toBe(isAside)
    },
  )
})

describe('a file that takes too much', () => {
  it('ends its thread, and nothing else', async () => {
    const rows = Array.from({ length: 400 }, (_, i) =>
      Array.from({ length: 500 }, (_, j) => Math.sin(i * 1_000 + j)).join(' '),
    )
    const content = docx(paragraphs(...rows))
    const type = typeOf('big.docx', content)
    const result = await readUploadAside({ type, file: 'big.docx', bytes: content, shop: [] }, { limitMs: 1 })
    expect(result).toMatchObject({ code: 'unprocessable', patches: [] })
  })
})
