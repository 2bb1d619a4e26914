import { createRequire } from 'node:module'
import { ASKED_LEVEL, BESIDE_LEVEL, type Block, type Document } from './blocks.ts'
import { columnOf } from './columns.ts'
import { blockText, inlineText, isElement, type PageElement, type PageNode, plainText, trOf } from './html-text.ts'
import { looksAsked } from './questions.ts'
import { questionsOfSchema } from './schema-faq.ts'

/** Elements that say nothing about the subject, or do something. */
const DROPPED = new Set(
  'script style nav header footer iframe object embed template noscript svg math head link meta input select textarea aside dialog video audio canvas'.split(
    ' ',
  ),
)
/** Some of them may say something about it all the same. */
const SAYING = new Set(['header', 'footer', 'aside', 'dialog', 'form'])
const HEADING = /^h([1-6])$/
/** Elements that are a paragraph or a list by themselves. */
const WHOLE = new Set(['p', 'ul', 'ol', 'pre', 'blockquote', 'figure'])
/** How the markup of pages without headings names a question. */
const QUESTION_CLASS =
  /(?:^|[-_ ])(?:question|faq-?title|accordion-?(?:title|header|button|trigger)|toggle-?title)(?:$|[-_ ])/i
/** Elements inside of elements that are followed. */
const DEEPEST = 200

/** A page to its blocks: headings, `<details>`, `<dl>`, tables of questions, schema.org FAQPage. Scripts, styles and what is around the text are left out. */
export const readPage = (html: string): Document => {
  const root = parse(html)
  const blocks: Block[] = []
  const left: string[] = []
  const walk = createWalk(blocks, left)
  for (const { question, answer } of questionsOfSchema(root, markdownOf))
    blocks.push({ kind: 'pair', question, answer, at: blocks.length + 1 })
  walk(root, 0)
  const title = titleOf(root)
  return { blocks, ...(title === undefined ? {} : { title }), ...(left.length === 0 ? {} : { left }) }
}

/** HTML of one answer to Markdown. */
export const markdownOf = (html: string): string => {
  const blocks: Block[] = []
  createWalk(blocks)(parse(html), 0)
  return blocks.map(blockMarkdown).join('\n\n').trim()
}

/** Whether a text has elements that are written in HTML on purpose. */
export const looksLikeHtml = (text: string): boolean =>
  /<\/?(?:p|div|br|ul|ol|li|a|span|strong|b|em|i|h[1-6]|table|img|script|style|iframe)(?:\s[^<>]*)?\/?>/i.test(text)

const require = createRequire(import.meta.url)

/** The parser is loaded when the first page is read: a server without uploads does not pay for it. */
const parse = (html: string): PageNode[] => {
  const { load } = require('cheerio/slim') as typeof import('cheerio/slim')
  return (load(html).root()[0]?.children ?? []) as unknown as PageNode[]
}

const blockMarkdown = (block: Block): string => {
  if (block.kind === 'heading') return `**${block.text}**`
  if (block.kind === 'pair') return `**${block.question}**\n\n${block.answer}`
  return block.kind === 'text' ? block.text : block.records.map((cells) => cells.join(' | ')).join('\n')
}

const deeper = (block: Block): { level?: number } =>
  block.kind === 'heading' && block.level < ASKED_LEVEL ? { level: BESIDE_LEVEL + block.level / 10 } : {}

const titleOf = (nodes: readonly PageNode[]): string | undefined => {
  for (const node of nodes) {
    if (!isElement(node) || !['html', 'head', 'title'].includes(node.name)) continue
    if (node.name === 'title') return plainText(node.children) || undefined
    const inside = titleOf(node.children)
    if (inside !== undefined) return inside
  }
  return undefined
}

/** Follows nodes in order; runs of inline nodes become paragraphs. `left`: takes the words of what is around the text, and questions without an answer. */
const createWalk = (blocks: Block[], left: string[] = []) => {
  const push = (text: string): void => {
    if (text.trim() !== '') blocks.push({ kind: 'text', text: text.trim(), at: blocks.length + 1 })
  }
  const heading = (level: number, text: string): void => {
    if (text !== '') blocks.push({ kind: 'heading', level, text, at: blocks.length + 1 })
  }
  const element = (node: PageElement, depth: number): void => {
    const { name, children } = node
    const level = HEADING.exec(name)?.[1]
    if (level !== undefined) heading(Number(level), plainText(children))
    else if (name === 'details') details(node, depth)
    else if (name === 'dl') list(node)
    else if (name === 'table') table(node, depth)
    else if (isAskingElement(node)) heading(ASKED_LEVEL, plainText(children))
    else if (name === 'button') return
    else if (WHOLE.has(name)) push(blockText(node))
    else walk(children, depth + 1)
  }
  const details = (node: PageElement, depth: number): void => {
    const summary = node.children.find((child) => isElement(child) && child.name === 'summary')
    const rest = node.children.filter((child) => child !== summary)
    const inside: Block[] = []
    createWalk(inside, left)(rest, depth + 1)
    const question = summary === undefined ? '' : plainText([summary])
    if (inside.some(({ kind }) => kind !== 'text')) {
      heading(BESIDE_LEVEL, question)
      // its headings are below its summary
      for (const block of inside) blocks.push({ ...block, ...deeper(block), at: blocks.length + 1 })
    } else if (question === '' || inside.length === 0) {
      for (const block of inside) push(blockMarkdown(block))
      if (question !== '') left.push(question)
    } else
      blocks.push({ kind: 'pair', question, answer: inside.map(blockMarkdown).join('\n\n'), at: blocks.length + 1 })
  }
  /** Terms with their descriptions; several terms may share one. */
  const list = (node: PageElement): void => {
    let terms: string[] = []
    for (const child of node.children.flatMap((inner) =>
      isElement(inner) && inner.name === 'div' ? inner.children : [inner],
    )) {
      if (!isElement(child)) continue
      if (child.name === 'dt') terms.push(plainText(child.children))
      if (child.name !== 'dd') continue
      const answer = blockText(child)
      if (answer === '') continue
      for (const question of terms) blocks.push({ kind: 'pair', question, answer, at: blocks.length + 1 })
      if (terms.length === 0) push(answer)
      terms = []
    }
    left.push(...terms)
  }
  const table = (node: PageElement, depth: number): void => {
    const rows = rowsOf(node)
    const cells = rows.flat()
    if (cells.some(isLayout)) {
      for (const cell of cells) walk(cell.children, depth + 1)
      return
    }
    const records = rows.map((row) => row.map((cell) => blockText(cell)))
    const columns = (records[0] ?? []).map((cell) => columnOf(cell))
    if (columns.includes('answer') && (columns.includes('question') || columns.includes('title')))
      blocks.push({ kind: 'table', records, at: blocks.length + 1 })
    else push(blockText(node))
  }
  const walk = (nodes: readonly PageNode[], depth: number): void => {
    if (depth > DEEPEST) return
    let run: PageNode[] = []
    const flush = (): void => {
      push(inlineText(run))
      run = []
    }
    for (const node of nodes) {
      if (isElement(node) && isAround(node)) {
        if (SAYING.has(node.name)) left.push(plainText(node.children))
        continue
      }
      if (isElement(node) && !isInline(node)) {
        flush()
        element(node, depth)
      } else run.push(node)
    }
    flush()
  }
  return walk
}

const INLINE = new Set(
  'a abbr b bdi bdo big br cite code data del em font i img ins kbd label mark q s samp small span strike strong sub sup time tt u var wbr'.split(
    ' ',
  ),
)

/** What is around the text: by its name, its role, or as word processors mark heads and feet of pages. */
const isAround = ({ name, attribs, children }: PageElement): boolean =>
  DROPPED.has(name) ||
  (name === 'form' && !hasSections(children)) ||
  /^(?:navigation|banner|contentinfo|search|dialog|alert)$/i.test(attribs['role'] ?? '') ||
  /^(?:header|footer)$/i.test(attribs['title'] ?? '') ||
  /(?:^|[-_ ])(?:breadcrumbs?|cookie|navbar|sidebar|site-?(?:header|footer)|pagination)(?:$|[-_ ])/i.test(
    attribs['class'] ?? '',
  )

/** Some systems put all of a page into one form. */
const hasSections = (nodes: readonly PageNode[], depth = 0): boolean =>
  depth <= DEEPEST &&
  nodes.some(
    (node) =>
      isElement(node) &&
      (HEADING.test(node.name) || ['details', 'dl'].includes(node.name) || hasSections(node.children, depth + 1)),
  )

/** An inline element with a block inside, as pages have them, is a block. */
const isInline = (node: PageElement): boolean =>
  INLINE.has(node.name) && !node.children.some((child) => isElement(child) && !INLINE.has(child.name))

const isAskingElement = (node: PageElement): boolean => {
  const asks = node.name === 'button' || (QUESTION_CLASS.test(node.attribs['class'] ?? '') && node.name !== 'body')
  return asks && looksAsked(plainText(node.children))
}

/** A table that only places things: a cell holds headings, further tables or several blocks. */
const isLayout = (cell: PageElement): boolean =>
  cell.children.some(
    (child) =>
      isElement(child) &&
      (HEADING.test(child.name) || ['table', 'details', 'dl', 'section', 'article'].includes(child.name)),
  )

const rowsOf = (node: PageElement): PageElement[][] =>
  trOf(node).flatMap(({ children }) => {
    const cells = children.filter((cell): cell is PageElement => isElement(cell) && ['td', 'th'].includes(cell.name))
    return cells.length === 0 ? [] : [cells]
  })
