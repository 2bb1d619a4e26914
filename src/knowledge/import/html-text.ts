/** A node of a parsed page, as much of it as is read. */
export interface PageNode {
  type: string
  data?: string
}
export interface PageElement extends PageNode {
  name: string
  attribs: Record<string, string>
  children: PageNode[]
}

/** Elements inside of elements that are followed. */
const DEEPEST = 200
const SILENT = new Set('script style template noscript iframe object embed svg math head textarea select'.split(' '))

export const isElement = (node: PageNode): node is PageElement => 'attribs' in node

/** The words of nodes on one line, without marks. */
export const plainText = (nodes: readonly PageNode[]): string => gather(nodes, 0).replaceAll(/\s+/g, ' ').trim()

const gather = (nodes: readonly PageNode[], depth: number): string => {
  if (depth > DEEPEST) return ''
  return nodes
    .map((node) => {
      if (node.type === 'text') return node.data ?? ''
      if (!isElement(node) || SILENT.has(node.name)) return ''
      return node.name === 'br' ? ' ' : gather(node.children, depth + 1)
    })
    .join('')
}

/** Inline nodes as Markdown: emphasis, links and pictures that lead to http or https, line breaks. */
export const inlineText = (nodes: readonly PageNode[], depth = 0): string => tidy(inline(nodes, depth))

const inline = (nodes: readonly PageNode[], depth: number): string => {
  if (depth > DEEPEST) return ''
  return nodes.map((node) => inlineNode(node, depth)).join('')
}

const inlineNode = (node: PageNode, depth: number): string => {
  if (node.type === 'text') return (node.data ?? '').replaceAll(/\s+/g, ' ')
  if (!isElement(node) || SILENT.has(node.name)) return ''
  const { name, attribs } = node
  if (name === 'br') return '\n'
  if (name === 'img') return pictureOf(attribs)
  const inner = inline(node.children, depth + 1)
  if (name === 'strong' || name === 'b') return wrap(inner, '**')
  if (name === 'em' || name === 'i') return wrap(inner, '*')
  if (name === 'code' || name === 'kbd') return wrap(inner, '`')
  return name === 'a' ? linkOf(inner, attribs['href'] ?? '') : inner
}

/** Marks stand at the words, not at the spaces around them. */
const wrap = (text: string, mark: string): string => {
  const words = text.trim()
  if (words === '' || words.includes('\n')) return text
  const at = text.indexOf(words)
  return `${text.slice(0, at)}${mark}${words}${mark}${text.slice(at + words.length)}`
}

const linkOf = (text: string, href: string): string => {
  const words = text.replaceAll(/[[\]\n]/g, ' ').trim()
  return words !== '' && isAddress(href, /^(?:https?|mailto|tel):/i) ? `[${words}](${encodeEnds(href)})` : text
}

const pictureOf = (attribs: Record<string, string>): string => {
  const { src = '', alt = '' } = attribs
  return isAddress(src, /^https?:\/\//i) ? `![${alt.replaceAll(/[[\]\n]/g, ' ').trim()}](${encodeEnds(src)})` : ''
}

/** Browsers leave out controls inside of a scheme, so an address with any is none. */
const isAddress = (address: string, scheme: RegExp): boolean =>
  scheme.test(address.trim()) && !/[\s\p{Cc}<>]/u.test(address.trim())

const encodeEnds = (address: string): string => address.trim().replaceAll('(', '%28').replaceAll(')', '%29')

const tidy = (text: string): string =>
  text
    .replaceAll(/[^\S\n]+/g, ' ')
    .replaceAll(/ ?\n ?/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()

/** A block element as Markdown: paragraphs, lists with their nesting, code, quotations, tables. */
export const blockText = (node: PageElement, depth = 0): string => {
  if (depth > DEEPEST) return ''
  const { name, children } = node
  if (SILENT.has(name)) return ''
  if (name === 'ul' || name === 'ol') return listText(node, depth)
  if (name === 'pre') return `\`\`\`\n${gather(children, depth).trim()}\n\`\`\``
  if (name === 'table') return tableText(node, depth)
  const inner = flowText(children, depth)
  return name === 'blockquote' ? inner.replaceAll(/^/gm, '> ') : inner
}

const BLOCKS = new Set(
  'p div ul ol pre table blockquote section article h1 h2 h3 h4 h5 h6 figure figcaption dl dt dd tr td th li main center'.split(
    ' ',
  ),
)

/** Mixed content: runs of inline nodes and blocks, a paragraph each. */
const flowText = (nodes: readonly PageNode[], depth: number): string => {
  const parts: string[] = []
  let run: PageNode[] = []
  const flush = (): void => {
    parts.push(inlineText(run, depth))
    run = []
  }
  for (const node of nodes) {
    if (isElement(node) && BLOCKS.has(node.name)) {
      flush()
      parts.push(blockText(node, depth + 1))
    } else run.push(node)
  }
  flush()
  return parts.filter((part) => part !== '').join('\n\n')
}

const listText = (node: PageElement, depth: number): string => {
  const items = node.children.filter((child): child is PageElement => isElement(child) && child.name === 'li')
  return items
    .map((item, i) => {
      const mark = node.name === 'ol' ? `${i + 1}. ` : '- '
      return mark + flowText(item.children, depth + 1).replaceAll(/\n+/g, `\n${' '.repeat(mark.length)}`)
    })
    .join('\n')
}

const tableText = (node: PageElement, depth: number): string => {
  const rows = trOf(node).map((row) =>
    row.children
      .filter((cell): cell is PageElement => isElement(cell) && (cell.name === 'td' || cell.name === 'th'))
      .map((cell) =>
        flowText(cell.children, depth + 1)
          .replaceAll(/\s*\n+\s*/g, ' ')
          .replaceAll('|', '\\|'),
      ),
  )
  const [head, ...body] = rows.filter((row) => row.some((cell) => cell !== ''))
  if (head === undefined) return ''
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n')
}

/** Rows of a table, whether its parts are named or not. */
export const trOf = (node: PageElement, depth = 0): PageElement[] => {
  if (depth > DEEPEST) return []
  return node.children.flatMap((child) => {
    if (!isElement(child)) return []
    if (child.name === 'tr') return [child]
    return ['thead', 'tbody', 'tfoot'].includes(child.name) ? trOf(child, depth + 1) : []
  })
}
