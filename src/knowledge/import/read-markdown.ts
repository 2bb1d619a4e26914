import type { Nodes, RootContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { ASKED_LEVEL, type Block, type Document } from './blocks.ts'
import { columnOf } from './columns.ts'
import { readPage } from './html.ts'
import { looksAsked } from './questions.ts'

/**
 * Markdown without front matter to blocks: headings, and what is between them as it is written, without HTML. `firstLine`: the line
 * of the file on which the text starts.
 */
export const readMarkdownText = (text: string, firstLine = 1): Document => {
  const { children } = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
  return { blocks: children.flatMap((node) => blockOf(node, text, firstLine)) }
}

/** Whether a text is written in Markdown: it has headings. */
export const hasHeadings = (text: string): boolean => /^#{1,6}\s+\S/m.test(text)

const blockOf = (node: RootContent, text: string, firstLine: number): Block[] => {
  const at = firstLine + (node.position?.start.line ?? 1) - 1
  if (node.type === 'heading') return [{ kind: 'heading', level: node.depth, text: wordsOf(node), at }]
  if (node.type === 'html') return blocksOfHtml(node.value, at)
  if (node.type === 'definition' || node.type === 'thematicBreak') return []
  if (node.type === 'table') {
    const records = node.children.map((row) => row.children.map((cell) => wordsOf(cell)))
    const columns = (records[0] ?? []).map((cell) => columnOf(cell))
    if (columns.includes('question') && columns.includes('answer')) return [{ kind: 'table', records, at }]
  }
  const { start, end } = { start: node.position?.start.offset ?? 0, end: node.position?.end.offset ?? 0 }
  const written = text.slice(start, end).trim()
  return written === '' ? [] : [{ kind: 'text', text: written, at }]
}

/** An element may end in another node: the answer to a `<summary>` is what follows. */
const blocksOfHtml = (html: string, at: number): Block[] => {
  const { blocks, left = [] } = readPage(html)
  const alone = left.map(
    (text): Block =>
      looksAsked(text) ? { kind: 'heading', level: ASKED_LEVEL, text, at } : { kind: 'text', text, at },
  )
  return [...blocks.map((block) => ({ ...block, at })), ...alone]
}

/** The words of a node without marks. */
const wordsOf = (node: Nodes): string => {
  if ('value' in node) return node.type === 'html' ? '' : node.value
  if (node.type === 'break') return ' '
  return 'children' in node ? node.children.map((child) => wordsOf(child)).join('') : ''
}
