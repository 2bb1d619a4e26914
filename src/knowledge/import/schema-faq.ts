import { blockText, isElement, type PageElement, type PageNode, plainText } from './html-text.ts'

interface Asked {
  question: string
  answer: string
}

/** Elements inside of elements, and of JSON, that are followed. */
const DEEPEST = 200
const DEEPEST_JSON = 8

/** Questions that a page declares as schema.org FAQPage or QAPage, in JSON-LD or in microdata. `toMarkdown` reads HTML of an answer. */
export const questionsOfSchema = (root: readonly PageNode[], toMarkdown: (html: string) => string): Asked[] => {
  const found: Asked[] = []
  const visit = (nodes: readonly PageNode[], depth: number): void => {
    if (depth > DEEPEST) return
    for (const node of nodes) {
      if (!isElement(node)) continue
      if (node.name === 'script') {
        if (node.attribs['type']?.includes('ld+json')) fromJson(textOf(node), found, toMarkdown)
      } else if (/schema\.org\/Question$/i.test(node.attribs['itemtype'] ?? '')) fromMicrodata(node, found)
      else visit(node.children, depth + 1)
    }
  }
  visit(root, 0)
  return found
}

const textOf = (node: PageElement): string => node.children.map(({ data }) => data ?? '').join('')

const fromJson = (text: string, found: Asked[], toMarkdown: (html: string) => string): void => {
  const visit = (value: unknown, depth: number): void => {
    if (value === null || typeof value !== 'object' || depth > DEEPEST_JSON) return
    const { name, acceptedAnswer, '@type': type } = value as Record<string, unknown>
    const answer = Array.isArray(acceptedAnswer) ? acceptedAnswer[0] : acceptedAnswer
    const said = answer !== null && typeof answer === 'object' ? (answer as Record<string, unknown>)['text'] : undefined
    if (type === 'Question' && typeof name === 'string' && typeof said === 'string')
      found.push({ question: name.trim(), answer: toMarkdown(said) })
    else for (const inner of Object.values(value)) visit(inner, depth + 1)
  }
  try {
    visit(JSON.parse(text), 0)
  } catch {
    // a page with broken JSON-LD still has its text
  }
}

const fromMicrodata = (node: PageElement, found: Asked[]): void => {
  const name = withProperty(node, 'name', 0)
  const text = withProperty(node, 'text', 0)
  if (name === undefined || text === undefined) return
  const asked = { question: plainText(name.children), answer: blockText(text) }
  if (asked.question !== '' && asked.answer !== '') found.push(asked)
  // what was taken is not read again as plain text
  node.children = []
}

const withProperty = (node: PageElement, property: string, depth: number): PageElement | undefined => {
  if (depth > DEEPEST) return undefined
  for (const child of node.children) {
    if (!isElement(child)) continue
    if (child.attribs['itemprop'] === property) return child
    const inside = withProperty(child, property, depth + 1)
    if (inside !== undefined) return inside
  }
  return undefined
}
