import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { applyPatches } from '../src/knowledge/import/difference.ts'
import { blocksOfLines } from '../src/knowledge/import/pdf-blocks.ts'
import { linesOf, type PdfPiece } from '../src/knowledge/import/pdf-lines.ts'
import { withoutRadicals } from '../src/knowledge/import/radicals.ts'
import type { ReadUpload } from '../src/knowledge/import/upload.ts'
import { articlesOf, readFileNamed } from './helpers/uploads.ts'

const fixture = (name: string): Uint8Array => readFileSync(new URL(`fixtures/knowledge/${name}`, import.meta.url))
const CHROMIUM = 'curtain-policy.chromium.pdf'
const LIBREOFFICE = 'curtain-policy.libreoffice.pdf'

/** Titles and Chinese answers. */
const told = async (read: ReadUpload): Promise<[string, string][]> =>
  (await articlesOf(read)).map(({ title, answers }) => [title.zh, answers.zh[0]?.text ?? ''])

const plain = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]/gu, '')

/** Lines of a text that neither articles, nor their sources, nor notices have. */
const missing = async (text: string, read: ReadUpload): Promise<string[]> => {
  const said = plain(JSON.stringify([await articlesOf(read), read.notices ?? []]).replaceAll(/\\n/g, ''))
  return text.split(/[\n。]/).filter((line) => !said.includes(plain(line.replace(/^[一二三四]、|^[\d.]+ /, ''))))
}

describe('clauses of a policy', () => {
  it.each([CHROMIUM, LIBREOFFICE])('stay in their sections: %s', async (file) => {
    const read = await readFileNamed(file, fixture(file))
    const articles = await told(read)
    expect(articles.map(([title]) => title)).toEqual(['退货', '运费', '安装'])
    expect(articles[0]?.[1].split('\n\n')).toEqual([
      '1.1 成品窗帘签收后10天内支持无理由退货，需保持未洗涤、未裁剪。',
      '1.2 定制窗帘如属质量问题，签收后15天内可申请免费重做。重做前请把有瑕疵的地方拍照发给客服，照片里要看得见标签和整幅布料。',
      '1.3 已经洗涤或者裁剪或者自行改动过挂钩和轨道位置的窗帘我们一律按照维修处理而不再接受任何退货申请',
    ])
    expect((await articlesOf(read))[0]?.questions.zh).toContain(
      '成品窗帘签收后10天内支持无理由退货，需保持未洗涤、未裁剪',
    )
  })

  it.each([CHROMIUM, LIBREOFFICE])('and all else of the text are in articles or named: %s', async (file) => {
    const source = new TextDecoder().decode(fixture('sources/curtain-policy.html'))
    const text = source
      .slice(source.indexOf('<body>'))
      .replaceAll(/<[^>]+>/g, '')
      .trim()
    const read = await readFileNamed(file, fixture(file))
    expect(await missing(text, read)).toEqual([])
    expect(read.notices).toEqual(['2 lines of its text (12 characters) are in no article: “2026年9月版”, “四、附则”'])
    expect(await missing(text, { ...read, notices: [] })).toEqual(['2026年9月版', '四、附则'])
  })

  it('are the same from two makers: the second file changes nothing', async () => {
    const [first, second] = await Promise.all([CHROMIUM, LIBREOFFICE].map((file) => readFileNamed(file, fixture(file))))
    const how = { origin: 'import:policy.pdf', replace: false }
    const { articles } = await applyPatches([], first?.patches ?? [], how)
    const again = await applyPatches(articles, second?.patches ?? [], how)
    expect([...again.articles].map(({ version }) => version)).toEqual([...articles].map(({ version }) => version))
  })

  it('of a text file, and of headings that a word processor made of them, are text too', async () => {
    const text =
      '一、退货\n1.1 成品窗帘签收后10天内支持无理由退货，需保持未洗涤\n1.2 定制窗帘签收后15\n天内可以重做。\n二、定制商品\n不退不换。\n三、质量问题，运费谁出\n我们出运费。\n'
    const sections: [string, string][] = [
      ['退货', '1.1 成品窗帘签收后10天内支持无理由退货，需保持未洗涤\n1.2 定制窗帘签收后15\n天内可以重做。'],
      ['定制商品', '不退不换。'],
      ['质量问题，运费谁出', '我们出运费。'],
    ]
    expect(await told(await readFileNamed('policy.txt', text))).toEqual(sections)
    const html =
      '<h2>一、退货</h2><h3>1.1 成品窗帘签收后10天内可退，需未洗涤。</h3><h3>1.2 定制窗帘不退。</h3><h2>二、换货</h2><h3>2.1 尺码</h3><p>可以换一次尺码。</p>'
    expect(await told(await readFileNamed('policy.html', html))).toEqual([
      ['退货', '1.1 成品窗帘签收后10天内可退，需未洗涤。\n\n1.2 定制窗帘不退。'],
      ['换货 › 尺码', '可以换一次尺码。'],
    ])
  })

  it('without a point are a list, but a table of contents is none', async () => {
    const text =
      '一、退货\n第二条 定制商品 3\n二、换货 5\n\n一、退货\n第一条 以下商品不退\n（一）定制商品的样布\n（二）生鲜\n第二条 定制商品\n签收后不退。\n二、换货\n可以换一次。\n'
    expect(await told(await readFileNamed('policy.txt', text))).toEqual([
      ['退货', '第一条 以下商品不退\n\n（一）定制商品的样布\n\n（二）生鲜'],
      ['退货 › 定制商品', '签收后不退。'],
      ['换货', '可以换一次。'],
    ])
  })

  it('that go on in the next line are sentences, and a figure at its start is no number', () => {
    const line = (text: string, y: number): PdfPiece => ({
      text,
      x: 60,
      y,
      width: 12 * text.length,
      size: 12,
      font: 'f',
    })
    const wrapped = [line('2.1 上门安装的窗帘，轨道离地面高度不足或者等于', 700), line('1.5 米以内的小窗不收费', 685)]
    const blocks = (pieces: PdfPiece[]) => blocksOfLines([linesOf(pieces, 1, 842)]).blocks
    expect(blocks(wrapped)).toMatchObject([{ kind: 'text', text: expect.stringContaining('等于1.5') }])
    const apart = [line('2.1 上门安装', 700), line('轨道离地面高度不足或者等于三米以内的窗户不收费用。', 685)]
    expect(blocks(apart).map(({ kind }) => kind)).toEqual(['heading', 'text'])
  })
})

describe('what says nothing', () => {
  it.each([
    ['a date', '2026年9月版\n\n一、退货\n签收后十天内可以退。\n', '2026年9月版'],
    ['an edition', '版本号：V2.1\n\n一、退货\n签收后十天内可以退。\n', '版本号：V2.1'],
    ['a heading without text', '一、退货\n签收后十天内可以退。\n二、换货\n', '二、换货'],
  ])('is no article, but named: %s', async (_name, text, named) => {
    const read = await readFileNamed('policy.txt', text)
    expect(await told(read)).toEqual([['退货', '签收后十天内可以退。']])
    expect(read.notices?.join()).toContain(`“${named}”`)
  })

  it('is not what has a fact, and nothing is named where nothing is missing', async () => {
    const read = await readFileNamed('policy.txt', '客服电话：400-123-4567\n\n一、退货\n签收后十天内可以退。\n')
    expect((await told(read)).map(([, answer]) => answer)).toContain('客服电话：400-123-4567')
    expect(read.notices).toBeUndefined()
  })

  it('costs no square of the length: a line of numerals', async () => {
    expect((await readFileNamed('a.txt', '一二三四五六七八九十'.repeat(200_000))).patches).toHaveLength(1)
  })

  it('on a cover names the document', async () => {
    const read = await readFileNamed('p.txt', '曼青布艺售后政策 2026年9月版\n\n一、退货\n签收后十天内可以退。\n')
    expect((await articlesOf(read)).map(({ title, source }) => [title.zh, source])).toEqual([
      ['退货', '曼青布艺售后政策 2026年9月版'],
    ])
  })

  it('around a page is named too, and so is a question without an answer', async () => {
    const read = await readFileNamed(
      'faq.html',
      '<h2>能退吗？</h2><p>七天内可以。</p><aside>定制商品除外。</aside><details><summary>能换吗？</summary></details><nav>首页</nav>',
    )
    expect(read.notices).toEqual([
      '2 lines of its text (11 characters) are in no article: “定制商品除外。”, “能换吗？”',
    ])
  })
})

describe('a question beside another one', () => {
  it('is not below it, but below the section of both', async () => {
    const read = await readFileNamed(
      'faq.html',
      '<h1>Help</h1><h2>Returns</h2><h3>What is the guarantee on the motor?</h3><p>Two years.</p><details><summary>Can I get an invoice?</summary><p>Yes, by e-mail.</p></details><h2>Care</h2><h3>Blinds</h3><details><summary>May I wash them?</summary><p>No.</p></details>',
    )
    expect((await articlesOf(read)).map(({ title }) => title.en)).toEqual([
      'Returns › What is the guarantee on the motor?',
      'Returns › Can I get an invoice?',
      'Care › Blinds › May I wash them?',
    ])
  })

  it('has its own headings below its summary', async () => {
    const html =
      '<h2>售后</h2><details><summary>安装</summary><h4>轨道</h4><p>师傅上门安装。</p></details><h2>其他</h2>'
    expect(await told(await readFileNamed('faq.html', html))).toEqual([['售后 › 安装 › 轨道', '师傅上门安装。']])
  })

  it('in Markdown is its summary', async () => {
    const text = '# 帮助\n\n## 售后\n\n<details><summary>能退吗？</summary>\n\n七天内可以。\n\n</details>\n'
    expect(await told(await readFileNamed('faq.md', text))).toEqual([['售后 › 能退吗？', '七天内可以。']])
  })
})

describe('radicals', () => {
  it('become the characters that people type; all else stays', () => {
    expect(withoutRadicals('曼⻘布艺 2026年9⽉版 ⼀、⽆⻓⻔⻅⾥')).toBe('曼青布艺 2026年9月版 一、无长门见里')
    expect(withoutRadicals('青①Ⅱ㎡ﬁ，')).toBe('青①Ⅱ㎡ﬁ，')
  })
})
