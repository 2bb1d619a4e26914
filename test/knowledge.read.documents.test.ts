import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { blocksOfLines } from '../src/knowledge/import/pdf-blocks.ts'
import { linesOf, type PdfPiece } from '../src/knowledge/import/pdf-lines.ts'
import { splitParagraphs } from '../src/knowledge/import/sections.ts'
import { articlesOf, asked, readFileNamed } from './helpers/uploads.ts'

const fixture = (name: string): Uint8Array => readFileSync(new URL(`fixtures/knowledge/${name}`, import.meta.url))

describe('Markdown without front matter', () => {
  it('has its headings for questions, those above for context', async () => {
    const read = await readFileNamed(
      'help.md',
      '# 帮助中心\n\n## 售后\n\n### 七天内能退吗？\n\n可以，**吊牌**还在就行。\n\n- 点申请退货\n- 等快递上门\n\n### 怎么换码\n\n点“申请换货”。\n\n## Gifts\n\n### Do you wrap presents?\n\nYes, see [the page](https://shop.example/wrap).\n',
    )
    expect((await articlesOf(read)).map(({ title, source }) => [title.zh, source])).toEqual([
      ['售后 › 七天内能退吗？', '帮助中心'],
      ['售后 › 怎么换码', '帮助中心'],
      ['Gifts › Do you wrap presents?', '帮助中心'],
    ])
    expect((await asked(read))[0]).toEqual(['七天内能退吗？', '可以，**吊牌**还在就行。\n\n- 点申请退货\n- 等快递上门'])
    expect(read.patches.map(({ row }) => row)).toEqual([5, 12, 18])
  })

  it.each([
    [
      'bold marks',
      '**Q:** 有实体店吗\n\n**A:** 有，在杭州。\n\n**Q:** do you have a shop?\n\n**A:** Yes, in Hangzhou.\n',
    ],
    ['bold questions', '**有实体店吗**\n\n有，在杭州。\n\n**do you have a shop?**\n\nYes, in Hangzhou.\n'],
    [
      'front matter of another product',
      '---\ntitle: x\nlayout: page\n---\n## 有实体店吗\n有，在杭州。\n## do you have a shop?\nYes, in Hangzhou.\n',
    ],
  ])('with %s', async (_name, content) => {
    expect(await asked(await readFileNamed('faq.md', content))).toEqual([
      ['有实体店吗', '有，在杭州。'],
      ['do you have a shop?', 'Yes, in Hangzhou.'],
    ])
  })

  it('loses what runs in it', async () => {
    const read = await readFileNamed(
      'faq.md',
      '## 能退吗\n可以 <script>alert(1)</script><img src=x onerror=alert(1)>，看[这里](javascript:alert(1))和[这里](https://a.example)。\n',
    )
    expect((await asked(read))[0]?.[1]).toBe('可以 ，看这里和[这里](https://a.example)。')
  })
})

describe('plain text', () => {
  it.each([
    ['问/答', '问：周末发货吗\n答：发的，周日下午四点前。\n\n问：发什么快递\n答：默认中通，\n补差价可以发顺丰。\n'],
    ['Q and A', 'Q: 周末发货吗\nA: 发的，周日下午四点前。\nQ2: 发什么快递\nA2: 默认中通，\n补差价可以发顺丰。\n'],
    ['numbers', '1、周末发货吗\n发的，周日下午四点前。\n2、发什么快递？\n默认中通，\n补差价可以发顺丰。\n'],
  ])('with %s', async (_name, content) => {
    const read = await asked(await readFileNamed('问答.txt', content))
    expect(read.map(([question]) => question.replace('？', ''))).toEqual(['周末发货吗', '发什么快递'])
    expect(read.map(([, answer]) => answer)).toEqual(['发的，周日下午四点前。', '默认中通，\n补差价可以发顺丰。'])
  })

  it('of a policy becomes a passage a section, found by its headings and its sentences', async () => {
    const read = await readFileNamed(
      '售后规则.txt',
      '一、退货\n（一）期限\n签收后 7 天内可以退，过了 7 天不支持无理由退货。\n（二）运费\n质量问题我们出运费。\n二、换货\n（一）期限\n签收后 15 天内可以换一次。\n',
    )
    expect((await articlesOf(read)).map(({ title, questions }) => [title.zh, questions.zh])).toEqual([
      ['退货 › 期限', ['退货 期限', '签收后 7 天内可以退，过了 7 天不支持无理由退货']],
      ['退货 › 运费', ['退货 运费', '质量问题我们出运费']],
      ['换货 › 期限', ['换货 期限', '签收后 15 天内可以换一次']],
    ])
  })

  it('with a header is a table', async () => {
    expect(await asked(await readFileNamed('faq.txt', '问题\t答案\n能退吗\t能'))).toEqual([['能退吗', '能']])
  })
})

describe('JSON', () => {
  it.each([
    ['a list', [{ question: '能退吗', answer: '能' }]],
    ['a list inside', { data: { faqs: [{ 问题: '能退吗', 回答: '能', 相似问: ['退不退'] }] } }],
    [
      'other names',
      {
        items: [1, 2, 3].map((n) => ({
          nr: n,
          ask_text: `第${n}款能退吗`,
          say_text: `第${n}款能退，七天之内都可以的。`,
        })),
      },
    ],
    ['question to answer', { 能退吗: '能' }],
    [
      'lists of lists',
      [
        ['问题', '答案'],
        ['能退吗', '能'],
      ],
    ],
    [
      'schema.org',
      {
        '@type': 'FAQPage',
        mainEntity: [{ '@type': 'Question', name: '能退吗', acceptedAnswer: { text: '<p>能</p>' } }],
      },
    ],
  ])('as %s', async (_name, value) => {
    const read = await readFileNamed('faq.json', JSON.stringify(value))
    expect(read.refused).toEqual([])
    expect((await asked(read))[0]?.[0]).toContain('能退吗')
    expect((await asked(read))[0]?.[1]).toMatch(/能/)
  })

  it('that is cut short is refused as a whole', async () => {
    expect((await readFileNamed('faq.json', '[{"question":')).reason).toContain('not whole JSON')
  })
})

describe('a page', () => {
  it('made by LibreOffice Writer gives its questions, with list and table', async () => {
    const read = await readFileNamed('help-centre.html', fixture('help-centre.html'))
    expect(read.refused).toEqual([])
    const articles = await articlesOf(read)
    expect(articles).toHaveLength(9)
    const knives = articles.find(({ title }) => title.en.includes('knives'))
    expect(knives).toMatchObject({
      title: { en: 'Workshop and repairs › Do you sharpen kitchen knives?' },
      source: 'Cloudmart Help Centre',
    })
    expect(knives?.answers.en[0]?.text).toContain('| up to 15 cm | ¥15 |')
  })

  it.each([
    ['details', '<details><summary>能改地址吗</summary><p>发货前可以。</p></details>'],
    ['a definition list', '<dl><dt>能改地址吗</dt><dd>发货前可以。</dd></dl>'],
    ['a table', '<table><tr><th>问题<th>答案<tr><td>能改地址吗<td>发货前可以。</table>'],
    [
      'JSON-LD',
      '<script type="application/ld+json">{"@type":"FAQPage","mainEntity":{"@type":"Question","name":"能改地址吗","acceptedAnswer":{"@type":"Answer","text":"<p>发货前可以。</p>"}}}</script><h2>能改地址吗</h2><p>发货前可以。</p>',
    ],
    [
      'microdata',
      '<div itemscope itemtype="https://schema.org/Question"><h3 itemprop="name">能改地址吗</h3><div itemscope itemprop="acceptedAnswer"><div itemprop="text"><p>发货前可以。</p></div></div></div>',
    ],
    ['buttons of an accordion', '<button class="x">能改地址吗</button><div class="panel">发货前可以。</div>'],
    ['classes', '<div class="faq-question">能改地址吗</div><div class="faq-answer">发货前可以。</div>'],
  ])('with %s', async (_name, html) => {
    const read = await readFileNamed(
      'faq.html',
      `<html><body><nav><a href="/">首页</a></nav>${html}<footer>版权所有</footer></body></html>`,
    )
    expect(await asked(read)).toEqual([['能改地址吗', '发货前可以。']])
  })

  it('that is one form, as some systems make them, is read; a form to be filled in is not', async () => {
    const read = await readFileNamed(
      'help.html',
      '<form id="aspnetForm"><input type="hidden" value="x"><div><h2>怎么退？</h2><p>七天内申请。</p></div><form>订阅邮件<input></form></form>',
    )
    expect(await asked(read)).toEqual([['怎么退？', '七天内申请。']])
    expect(
      await asked(
        await readFileNamed('help.html', '<h2>怎么退？</h2><p>七天内申请。</p><form><p>订阅邮件</p><input></form>'),
      ),
    ).toEqual([['怎么退？', '七天内申请。']])
  })

  it('keeps http links and pictures, and loses all that runs', async () => {
    const read = await readFileNamed(
      'faq.html',
      '<h2>怎么退？</h2><p onclick="x()">看<a href="https://a.example/退">这里</a><a href="jav&#x09;ascript:alert(1)">那里</a><img src="https://a.example/1.png" alt="图"><img src="data:image/png;base64,AA"><iframe src="x"></iframe><style>p{}</style></p><form>密码<input></form>',
    )
    expect((await asked(read))[0]?.[1]).toBe('看[这里](https://a.example/退)那里![图](https://a.example/1.png)')
  })

  it('without any question or section is refused', async () => {
    const read = await readFileNamed('faq.html', '<html><body><nav>首页</nav><script>1</script></body></html>')
    expect(read).toMatchObject({ patches: [], reason: expect.stringContaining('no questions') })
  })
})

describe('a document', () => {
  it('made by LibreOffice gives its questions and sections, in two languages', async () => {
    const read = await readFileNamed('delivery-guide.docx', fixture('delivery-guide.docx'))
    expect((await articlesOf(read)).map(({ title, questions }) => [title.zh, questions.zh.length])).toEqual([
      ['Can I have my parcel left with a neighbour?', 0],
      ['自提点 › 怎么改成去菜鸟驿站自提呀？', 1],
      ['自提点 › 驿站放几天会退回？', 1],
      ['海岛和山区', 3],
    ])
  })
})

describe('a PDF file', () => {
  it('printed by LibreOffice gives its sections with their pages, without head and foot', async () => {
    const read = await readFileNamed('returns-policy.pdf', fixture('returns-policy.pdf'))
    expect(read.refused).toEqual([])
    const articles = await articlesOf(read)
    const of = (title: string) => articles.find((article) => article.title.zh === title)
    expect(of('七天无理由退货 › 期限')?.answers.zh[0]?.text).toContain('过了7天的，无理由退货入口会关闭；')
    expect(of('七天无理由退货 › 不适用的商品')?.answers.zh[0]?.text).toContain('\n- 贴身内衣、泳衣、袜子；')
    expect(of('七天无理由退货 › 不适用的商品')?.questions.zh).toContain('不适用的商品：贴身内衣、泳衣、袜子')
    expect(of('大件商品 › 安装后退货')?.source).toBe('云集小店退换货与售后政策，第 2 页')
    const all = articles.flatMap(({ answers }) => answers.zh.map(({ text }) => text)).join('\n')
    expect(all).not.toMatch(/2026 版|第 \d 页/)
  })

  it('with two columns is read one after the other', () => {
    const piece = (text: string, x: number, y: number): PdfPiece => ({ text, x, y, width: 180, size: 10, font: 'f1' })
    const rows = Array.from({ length: 8 }, (_, i) => [
      piece(`left ${i}`, 50, 700 - 15 * i),
      piece(`right ${i}`, 300, 700 - 15 * i),
    ])
    const title = { ...piece('A title over both', 50, 740), width: 430 }
    const lines = linesOf([title, ...rows.flat()], 1, 842).map(({ text }) => text)
    expect(lines).toEqual([
      'A title over both',
      ...Array.from({ length: 8 }, (_, i) => `left ${i}`),
      ...Array.from({ length: 8 }, (_, i) => `right ${i}`),
    ])
  })

  it('knows questions in another type, and what stands in the margin', () => {
    const line = (text: string, y: number, more: Partial<PdfPiece> = {}): PdfPiece => {
      const width = 10 * text.length
      return { ...{ text, x: 60, y, width, size: 10, font: 'text' }, ...more }
    }
    const page = [
      line('云集小店内部资料', 800),
      line('发票', 740, { font: 'bold' }),
      line('下单时在订单里填写抬头和税号，签收后二十四小时内发到您的邮箱里面。', 725),
      line('2. 专票要准备什么', 700, { font: 'bold' }),
      line('营业执照和开户许可证，审核通过以后三个工作日之内用顺丰寄出来给您。', 685),
      line('客服每天早上八点到晚上十点都在线上，随时可以找我们咨询开票的事情。', 670),
      line('第 1 页', 30),
    ]
    expect(
      blocksOfLines([linesOf(page, 1, 842)]).blocks.map((block) =>
        block.kind === 'heading' ? block.text : block.kind,
      ),
    ).toEqual(['发票', 'text', '2. 专票要准备什么', 'text'])
    const plain = page.map((piece) => ({ ...piece, font: 'text' }))
    expect(blocksOfLines([linesOf(plain, 1, 842)]).blocks.map(({ kind }) => kind)).not.toContain('heading')
  })

  it('with one column keeps cells of a row together', () => {
    const piece = (text: string, x: number, y: number): PdfPiece => ({ text, x, y, width: 30, size: 10, font: 'f1' })
    const lines = linesOf(
      Array.from({ length: 8 }, (_, i) => [piece(`cell`, 50, 700 - 15 * i), piece(`¥${i}`, 300, 700 - 15 * i)]).flat(),
      1,
      842,
    )
    expect(lines[0]).toMatchObject({ text: 'cell | ¥0', cells: 2 })
  })
})

describe('long sections', () => {
  it('are cut between paragraphs, then lines, then sentences, and lose nothing', () => {
    const text = `${'甲'.repeat(30)}。${'乙'.repeat(30)}。\n${'丙'.repeat(40)}\n\n${'丁'.repeat(90)}`
    const parts = splitParagraphs(text, 50)
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(50)
    expect(parts.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''))
    expect(splitParagraphs('短', 50)).toEqual(['短'])
  })
})
