import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Block, type Inline, parseMarkdown } from '../src/web/shared/markdown.ts'

const inlines = (blocks: Block[]): Inline[] =>
  blocks.flatMap((block) => (block.kind === 'list' ? block.items.flat() : block.lines.flat()))

describe('markdown of answers', () => {
  it('reads paragraphs, line breaks, bold and lists', () => {
    expect(parseMarkdown('您的订单 **8842** 正在派送：\n- 派送员：王师傅\n- 预计：18:00 前\n\n第一行\n第二行')).toEqual(
      [
        {
          kind: 'paragraph',
          lines: [
            [
              { kind: 'text', text: '您的订单 ' },
              { kind: 'bold', text: '8842' },
              { kind: 'text', text: ' 正在派送：' },
            ],
          ],
        },
        {
          kind: 'list',
          items: [[{ kind: 'text', text: '派送员：王师傅' }], [{ kind: 'text', text: '预计：18:00 前' }]],
        },
        { kind: 'paragraph', lines: [[{ kind: 'text', text: '第一行' }], [{ kind: 'text', text: '第二行' }]] },
      ],
    )
  })

  it('keeps the numbers of a list that goes on after a remark', () => {
    const blocks = parseMarkdown('1. Open the app\n\nthen\n\n2. Tap Invoices')
    expect(blocks.map((block) => (block.kind === 'list' ? block.start : 'text'))).toEqual([1, 'text', 2])
  })

  it('does not take amounts and dates for lists', () => {
    for (const text of ['3.5 元起', '2026.11.22 送达', '-5 度']) expect(parseMarkdown(text)[0]?.kind).toBe('paragraph')
  })

  it('shows pictures of the web; others stay as they are written', () => {
    expect(inlines(parseMarkdown('看图：![尺码表](https://cdn.example.com/size.png)'))).toEqual([
      { kind: 'text', text: '看图：' },
      { kind: 'picture', text: '尺码表', src: 'https://cdn.example.com/size.png' },
    ])
    for (const text of ['![x](data:image/png;base64,AA)', '![x](javascript:alert)', '![x](/a.png)'])
      expect(inlines(parseMarkdown(text)).map(({ kind }) => kind)).not.toContain('picture')
  })

  it('links to the web, mail and telephone only', () => {
    const link = (text: string) => inlines(parseMarkdown(text)).find(({ kind }) => kind === 'link')
    expect(link('see [tracking](https://example.com/p?a=1)')).toEqual({
      kind: 'link',
      text: 'tracking',
      href: 'https://example.com/p?a=1',
    })
    expect(link('[call](tel:4008204600)')).toBeDefined()
    for (const target of ['javascript:alert(1)', 'data:text/html,x', '//evil.example', 'JaVaScRiPt:alert(1)'])
      expect(link(`[x](${target})`), target).toBeUndefined()
  })

  it('links a bare address without the Chinese sign after it', () => {
    expect(inlines(parseMarkdown('请看 https://example.com/退货，谢谢')).map(({ text }) => text)).toEqual([
      '请看 ',
      'https://example.com/退货',
      '，谢谢',
    ])
  })

  it('leaves markup as text', () => {
    expect(inlines(parseMarkdown('<img src=x onerror=alert(1)>'))).toEqual([
      { kind: 'text', text: '<img src=x onerror=alert(1)>' },
    ])
  })

  it('never fails, never loses a word, and gives no other links than allowed', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('**', '[a](', 'https://', ')', '\n', '- ', '1. ', '好', 'javascript:'),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = pieces.join('')
        const parts = inlines(parseMarkdown(text))
        for (const part of parts) {
          expect(text).toContain(part.text)
          if (part.kind === 'link') expect(part.href).toMatch(/^(https?:\/\/|mailto:|tel:)/i)
        }
      }),
    )
  })
})
