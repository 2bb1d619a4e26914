import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvCell, parseDelimited, sniffDelimiter } from '../../src/lib/delimited.ts'

const cellsOf = (text: string, delimiter = ','): string[][] =>
  parseDelimited(text, delimiter).records.map(({ cells }) => cells)

describe('delimited text', () => {
  it('reads back whatever was written, and knows the line of each record', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '问', ',', '"', '\n', '\r\n', ' ', ';', '\t', "'") })
    const records = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 8 })
    fc.assert(
      fc.property(records, fc.constantFrom('\n', '\r\n'), (rows, end) => {
        const lines = rows.map((cells) => cells.map(csvCell).join(','))
        const text = lines.join(end)
        expect(cellsOf(text)).toEqual(rows)
        const starts = lines.map(
          (_, i) => 1 + lines.slice(0, i).reduce((sum, line) => sum + 1 + line.split(/\r\n|\r|\n/).length - 1, 0),
        )
        expect(parseDelimited(text, ',').records.map(({ line }) => line)).toEqual(starts)
      }),
    )
  })

  it('keeps a quote inside a cell, text after a closing quote, and lines that end in CR alone', () => {
    expect(cellsOf('a,5" pipe\r"x"y,z')).toEqual([
      ['a', '5" pipe'],
      ['xy', 'z'],
    ])
  })

  it('leaves out a byte order mark and empty lines, and counts them', () => {
    expect(parseDelimited('\uFEFF问题,答案\n\n  \n怎么退货,点申请', ',').records).toEqual([
      { line: 1, cells: ['问题', '答案'] },
      { line: 4, cells: ['怎么退货', '点申请'] },
    ])
  })

  it('names the line on which a quote opens that is never closed, and keeps what stands before', () => {
    const { records, openQuote } = parseDelimited('a,b\nc,d\ne,"f\ng,h', ',')
    expect(openQuote).toBe(3)
    expect(records).toHaveLength(2)
  })

  it.each([
    ['never closed', 'q,a\n一,"二\n三,四\n五,六', [2], ['q', '三', '五']],
    ['closed lines later, in the middle of a cell', 'q,a\n一,"二\n三,"四"\n五,六', [2], ['q', '三', '五']],
    ['twice', 'q,a\n一,"二\n三,四\n五,"六', [2, 4], ['q', '三']],
    [
      'closed lines later, where a cell ends: a cell of several lines',
      'q,a\n一,"二\n三"\n五,六',
      [],
      ['q', '一', '五'],
    ],
  ])('goes on after a quote that is %s, where it is told', (_name, text, lines, firsts) => {
    const bad: number[] = []
    const { records, openQuote } = parseDelimited(text, ',', (line) => bad.push(line))
    expect([bad, records.map(({ cells }) => cells[0]), openQuote]).toEqual([lines, firsts, undefined])
  })

  it.each([
    ['问题,答案;x', ','],
    ['问题\t答案', '\t'],
    ['问题;答案;备注,', ';'],
    ['只有一列', ','],
    ['问题|答案', '|'],
  ])('finds the delimiter of %j', (header, delimiter) => {
    expect(sniffDelimiter(`${header}\n1,2,3,4`)).toBe(delimiter)
  })
})
