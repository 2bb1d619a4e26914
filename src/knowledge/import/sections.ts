import { ASKED_LEVEL, BESIDE_LEVEL, type Block, type Document } from './blocks.ts'
import { isCover, isDateLine, nameOnCover } from './covers.ts'
import { LONGEST_ANSWER, LONGEST_QUESTION } from './limits.ts'
import { looksAsked, withoutNumber } from './questions.ts'
import type { Row } from './rows.ts'
import { settleHeadings } from './settle-headings.ts'

/** A row made of a document, and where it stands in it. */
export interface PlacedRow {
  at: number
  row: Row
}

/** Longest passage of a text without questions, characters: more of it is no answer any more, but a lecture. */
const LONGEST_PASSAGE = 1_200
/** Shorter texts under a heading that asks nothing are no answer to anything, characters; and those under the title alone. */
const SHORTEST_PASSAGE = 4
const SHORTEST_WELCOME = 8

/**
 * A document as questions and answers. Headings that ask, marked questions (`Q:`, 问：) and pairs of the markup are questions; any other
 * section becomes a passage that is found by its headings and by what it says: title is the path of headings, question the same
 * words. What stands above a heading is its context, the one heading above all others is the document's title. `left`: text of the
 * document that is in none of the rows.
 */
export const sectionsOf = (
  { title, blocks, paged, left = [] }: Document,
  file: string,
): { rows: PlacedRow[]; left: string[] } => {
  const asked = settleHeadings(blocks)
  const first = asked[0]
  const cover = first?.kind === 'text' && asked.length > 1 && isCover(first.text) ? nameOnCover(first.text) : undefined
  const name = documentTitle(asked) ?? title ?? cover
  const all = toSections(asked, name)
  const sections = all.filter(({ text }) => text.length > 0)
  const repeated = countHeadings(sections)
  const pairs = new Map(
    sections.filter(({ given }) => given).map(({ heading, text }) => [plain(heading), plain(text.join())]),
  )
  // what stands under the title of a list of questions is a word of welcome
  const asking = sections.filter(({ asks }) => asks).length > sections.length / 2
  const isTop = ({ heading, path, asks }: Section): boolean => !asks && path.length === 0 && heading === (name ?? '')
  const isUsed = (section: Section): boolean => {
    const { given, heading, asks, text } = section
    const body = text.join('\n')
    if (!given && pairs.has(plain(heading))) return false
    if (asks) return true
    if (body.length < SHORTEST_PASSAGE || isDateLine(body)) return false
    return !isTop(section) || !(asking || (sections.length > 1 && (body.length < SHORTEST_WELCOME || isCover(body))))
  }
  const used = new Set(sections.filter(isUsed))
  const said = new Set([name ?? '', ...Array.from(used).flatMap(({ path, heading }) => [...path, heading])].map(plain))
  const unused = all.filter((section) => !used.has(section))
  return {
    rows: [...used].flatMap((section) =>
      rowsOf(section, repeated, sourceOf(name ?? file, paged ? section.at : undefined)),
    ),
    left: [
      ...left,
      ...unused.flatMap(({ heading, text }) => [
        ...(said.has(plain(heading)) ? [] : [heading]),
        ...text.filter((one) => !said.has(plain(one)) && !(pairs.get(plain(heading)) ?? '').includes(plain(one))),
      ]),
    ],
  }
}

interface Section {
  path: string[]
  heading: string
  text: string[]
  at: number
  asks: boolean
  /** A pair of the document's own markup. */
  given: boolean
}

const plain = (text: string): string => text.replaceAll(/[\p{P}\p{S}\s]+/gu, '').toLowerCase()

/** The only heading of the highest level, where deeper ones follow. */
const documentTitle = (blocks: readonly Block[]): string | undefined => {
  const headings = blocks.filter((block) => block.kind === 'heading')
  const highest = Math.min(...headings.map(({ level }) => level))
  const top = headings.filter(({ level }) => level === highest)
  const only = top[0]
  return top.length === 1 && headings.length > 1 && only === headings[0] && !looksAsked(only?.text ?? '')
    ? only?.text
    : undefined
}

const toSections = (blocks: readonly Block[], title: string | undefined): Section[] => {
  const sections: Section[] = []
  const open: { level: number; text: string; asks: boolean }[] = []
  let current: Section | undefined
  // a question is no context of another one that stands beside it
  const pathOf = (level: number): string[] =>
    open.filter(({ text, asks }) => text !== title && !(asks && level >= BESIDE_LEVEL)).map(({ text }) => text)
  for (const block of blocks) {
    if (block.kind === 'heading') {
      while ((open.at(-1)?.level ?? 0) >= block.level) open.pop()
      const asks = block.level === ASKED_LEVEL || looksAsked(withoutNumber(block.text))
      current = { path: pathOf(block.level), heading: block.text, text: [], at: block.at, asks, given: false }
      open.push({ level: block.level, text: block.text, asks })
      sections.push(current)
    } else if (block.kind === 'pair') {
      const { question, answer, at } = block
      sections.push({ path: pathOf(ASKED_LEVEL), heading: question, text: [answer], at, asks: true, given: true })
    } else if (block.kind === 'text') {
      current ??= { path: [], heading: title ?? '', text: [], at: block.at, asks: false, given: false }
      if (sections.at(-1) !== current) {
        current = { ...current, text: [], at: block.at }
        sections.push(current)
      }
      current.text.push(block.text)
    }
  }
  return sections
}

const countHeadings = (sections: readonly Section[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const { heading } of sections) counts.set(plain(heading), (counts.get(plain(heading)) ?? 0) + 1)
  return counts
}

const rowsOf = (section: Section, repeated: ReadonlyMap<string, number>, source: string): PlacedRow[] => {
  const { heading, asks, given, at, text } = section
  const path = section.path.map(withoutNumber)
  const named = withoutNumber(heading)
  const body = text.join('\n\n').trim()
  // a question that stands there twice is told apart by the heading above it
  const parent = path.at(-1)
  const twice = (repeated.get(plain(heading)) ?? 0) > 1 && parent !== undefined && !given
  const question = asks ? (twice ? `${parent} ${named}` : named) : [...path, named].join(' ')
  const title = [...path, named].filter((part) => part !== '').join(' › ')
  const parts = splitParagraphs(body, asks ? LONGEST_ANSWER : LONGEST_PASSAGE)
  return parts.map((answer, i) => {
    const first = firstClause(answer)
    const asked = i === 0 && question.trim() !== '' ? question : `${question} ${first}`.trim()
    const shown = i === 0 && title !== '' ? title : [title, first].filter((part) => part !== '').join(' › ')
    return {
      at,
      row: {
        question: asked.slice(0, LONGEST_QUESTION),
        answer,
        source,
        ...(asks ? {} : phrasingsOf(answer, named)),
        ...(shown === asked ? {} : { title: shown.slice(0, LONGEST_QUESTION) }),
      },
    }
  })
}

/** Sentences and items of a passage by which it is found, and their length, characters. */
const MOST_SENTENCES = 12
const SHORTEST_SENTENCE = 6
const LONGEST_SENTENCE = 80

/** Customers ask about what a section says, not by its heading: its sentences are phrasings, items of lists with the heading before. */
const phrasingsOf = (answer: string, heading: string): Pick<Row, 'similar'> => {
  const sentences = answer.split('\n').flatMap((line) => {
    const item = /^\s*(?:[-*]|\d{1,3}[.、)])\s+(.+)$/.exec(line)?.[1]
    return item === undefined
      ? withoutNumber(line)
          .split(/(?<=[。！？!?；;])|(?<=\.)\s/u)
          .map((sentence) => sentence.replace(/[。；;.]\s*$/u, '').trim())
      : [`${heading}${/\p{Script=Han}/u.test(heading) ? '：' : ': '}${item.replace(/[。；;.]\s*$/u, '')}`]
  })
  const fitting = sentences.filter(
    (text) => text.length >= SHORTEST_SENTENCE && text.length <= LONGEST_SENTENCE && !/[:：]$/.test(text),
  )
  return fitting.length === 0 ? {} : { similar: `${fitting.slice(0, MOST_SENTENCES).join('\n')}\n` }
}

/** Longest clause that names a passage without a heading, characters. */
const LONGEST_CLAUSE = 60

const firstClause = (text: string): string =>
  (/^[^。！？!?\n；;]+/u.exec(text.replaceAll(/[*_`#>|-]+/g, ' ').trim())?.[0] ?? text).trim().slice(0, LONGEST_CLAUSE)

/** Pieces of at most so many characters, cut between paragraphs, else lines, else sentences, else anywhere. */
export const splitParagraphs = (text: string, most: number): string[] => {
  if (text.length <= most) return [text]
  for (const divider of [/\n{2,}/, /\n/, /(?<=[。！？；]|[.!?;]\s)/u]) {
    const pieces = text.split(divider)
    if (pieces.length === 1) continue
    const joint = divider.source.startsWith('\\n{') ? '\n\n' : divider.source === '\\n' ? '\n' : ''
    const packed: string[] = []
    for (const piece of pieces.flatMap((piece) => splitParagraphs(piece, most))) {
      const last = packed.at(-1)
      if (last !== undefined && last.length + joint.length + piece.length <= most)
        packed[packed.length - 1] = last + joint + piece
      else packed.push(piece)
    }
    return packed.map((piece) => piece.trim()).filter((piece) => piece !== '')
  }
  return Array.from({ length: Math.ceil(text.length / most) }, (_, i) => text.slice(i * most, (i + 1) * most))
}

const sourceOf = (name: string, page: number | undefined): string => {
  const title = withoutEnding(name)
  if (page === undefined) return title
  return /\p{Script=Han}/u.test(title) ? `${title}，第 ${page} 页` : `${title}, page ${page}`
}

const withoutEnding = (name: string): string => name.replace(/\.[a-z0-9]{2,5}$/i, '')
