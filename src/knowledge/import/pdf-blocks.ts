import type { Block, Document } from './blocks.ts'
import type { PdfLine } from './pdf-lines.ts'
import { isClause, levelOfNumber, markedAnswer, markedQuestion, numberedQuestion, withoutNumber } from './questions.ts'

/** How much larger than the text a heading is. */
const LARGER = 1.08
/** Longest heading, characters. */
const LONGEST_HEADING = 80
/** Lines at the top and the foot of a page that may be the same on every page. */
const EDGE_LINES = 2
/** A distance of so many usual ones between lines is one between paragraphs. */
const PARAGRAPH_GAP = 1.45
/** A line that ends before this share of the width ends its paragraph, if its sentence ends too. */
const SHORT_LINE = 0.9
const SENTENCE_END = /[。！？!?.；;：:]["”’)）]?$/u
/** Symbol fonts place their bullets in the private area. */
const BULLET = /^[•●○▪■◆►·‣⁃–\-\p{Co}]\s*/u

/** Lines of all pages to blocks: headings by size, weight and number; paragraphs joined; what stands on every page left out. */
export const blocksOfLines = (pages: readonly (readonly PdfLine[])[]): Document => {
  const all = pages.flat()
  const body = usualSize(all)
  const spacing = usualGap(all, body)
  const inside = withoutEdges(pages, body, spacing)
  const lines = inside.flatMap(({ kept }) => kept)
  const sizes = headingSizes(lines, body)
  const isEmphasised = createEmphasis(lines, body)
  const width = lines.reduce((most, { right }) => Math.max(most, right), 0)
  const blocks: Block[] = []
  let paragraph: PdfLine[] = []
  const flush = (): void => {
    if (paragraph.length > 0) blocks.push({ kind: 'text', text: joinLines(paragraph), at: paragraph[0]?.page ?? 1 })
    paragraph = []
  }
  const runsOn = (line: PdfLine | undefined, next: PdfLine | undefined): boolean =>
    line !== undefined &&
    next !== undefined &&
    line.right >= SHORT_LINE * width &&
    Math.abs(line.size - next.size) < 1 &&
    next.gap !== undefined &&
    next.gap <= PARAGRAPH_GAP * spacing &&
    !SENTENCE_END.test(line.text)
  for (const [i, line] of lines.entries()) {
    const before = paragraph.at(-1)
    const goesBefore = runsOn(before, line)
    const next = lines[i + 1]
    // what fills its line and goes on in the next is a sentence, and so is what such a sentence goes on with, whatever number it starts with
    const isText = goesBefore || (runsOn(line, next) && !isNumbered(next?.text ?? ''))
    const level = headingLevel(line, body, sizes, isEmphasised, isText)
    const last = blocks.at(-1)
    if (level !== undefined) {
      const goesOn =
        paragraph.length === 0 &&
        last?.kind === 'heading' &&
        last.level === level &&
        isNear(line, spacing) &&
        !isNumbered(line.text) &&
        level <= sizes.length
      flush()
      if (goesOn) last.text = join(last.text, line.text)
      else blocks.push({ kind: 'heading', level, text: line.text, at: line.page })
      continue
    }
    if (before !== undefined && !(goesBefore && isDotted(line.text)) && startsAnew(line, before, spacing, width))
      flush()
    paragraph.push(line)
  }
  flush()
  const left = [...new Map(inside.flatMap(({ left }) => left.map((text) => [plain(text), text] as const))).values()]
  return { blocks: joinLists(blocks), paged: true, ...(left.length === 0 ? {} : { left }) }
}

const plain = (text: string): string => text.replaceAll(/[\d\s]+/g, '#')

/** Longest head or foot of a page that is told by its place, characters. */
const LONGEST_EDGE = 40

interface Inside {
  kept: PdfLine[]
  left: string[]
}

/** Without heads and feet: lines near the edge that most pages have, page numbers, short lines apart in the margin; what was left out, but for page numbers. */
const withoutEdges = (pages: readonly (readonly PdfLine[])[], body: number, spacing: number): Inside[] => {
  const edges = new Map<string, number>()
  for (const lines of pages) {
    const near = new Set([...lines.slice(0, EDGE_LINES), ...lines.slice(-EDGE_LINES)].map(({ text }) => plain(text)))
    for (const text of near) edges.set(text, (edges.get(text) ?? 0) + 1)
  }
  const isRepeated = (text: string): boolean => pages.length > 1 && (edges.get(plain(text)) ?? 0) > pages.length / 2
  const isPageNumber = (text: string): boolean =>
    /^[-–—\s]*(?:第|page)?\s*\d{1,4}\s*(?:页|(?:\/|of)\s*\d{1,4})?[-–—\s]*$/iu.test(text)
  const isApart = ({ gap = 0 }: PdfLine): boolean => gap > PARAGRAPH_GAP * spacing
  const isInMargin = (lines: readonly PdfLine[], i: number): boolean => {
    const [line, next] = [lines[i], lines[i + 1]]
    if (line === undefined || lines.length < 3 || line.size > LARGER * body || line.text.length > LONGEST_EDGE)
      return false
    if (SENTENCE_END.test(line.text)) return false
    return (
      (line.margin === 'top' && i === 0 && next !== undefined && isApart(next)) ||
      (line.margin === 'foot' && next === undefined && isApart(line))
    )
  }
  return pages.map((lines) => {
    const isEdge = ({ text }: PdfLine, i: number): boolean => {
      const edge = i < EDGE_LINES || i >= lines.length - EDGE_LINES
      return edge && (isRepeated(text) || isPageNumber(text) || isInMargin(lines, i))
    }
    return {
      kept: lines.filter((line, i) => !isEdge(line, i)),
      left: lines.flatMap((line, i) => (isEdge(line, i) && !isPageNumber(line.text) ? [line.text] : [])),
    }
  })
}

const rounded = (size: number): number => Math.round(size * 2) / 2

/** The size that most characters have. */
const usualSize = (lines: readonly PdfLine[]): number => {
  const counts = new Map<number, number>()
  for (const { size, text } of lines) counts.set(rounded(size), (counts.get(rounded(size)) ?? 0) + text.length)
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? 10
}

/** Sizes of headings, largest first: their place is their level. Close ones are one. */
const headingSizes = (lines: readonly PdfLine[], body: number): number[] => {
  const larger = lines.filter(({ size, text }) => size > LARGER * body && text.length <= LONGEST_HEADING)
  const sizes = [...new Set(larger.map(({ size }) => rounded(size)))].toSorted((a, b) => b - a)
  return sizes.filter((size, i) => i === 0 || (sizes[i - 1] ?? 0) - size >= 0.5)
}

/** Share of a script's characters that its usual font has, for another font to be an emphasis. */
const USUAL_SHARE = 0.6

/** Names of fonts say nothing, but a short line in another font than its script has elsewhere is bold. */
const createEmphasis = (lines: readonly PdfLine[], body: number): ((line: PdfLine) => boolean) => {
  const isHan = (text: string): boolean => /\p{Script=Han}/u.test(text)
  const counts = { han: new Map<string, number>(), other: new Map<string, number>() }
  for (const { text, font, size } of lines) {
    if (size > LARGER * body) continue
    const of = isHan(text) ? counts.han : counts.other
    of.set(font, (of.get(font) ?? 0) + text.length)
  }
  const usual = (of: ReadonlyMap<string, number>): string | undefined => {
    const sum = Array.from(of.values()).reduce((total, n) => total + n, 0)
    return [...of].find(([, n]) => n >= USUAL_SHARE * sum)?.[0]
  }
  const [han, other] = [usual(counts.han), usual(counts.other)]
  return ({ text, font, cells }) => {
    const normal = isHan(text) ? han : other
    return normal !== undefined && font !== normal && cells === 1
  }
}

const headingLevel = (
  line: PdfLine,
  body: number,
  sizes: readonly number[],
  isEmphasised: (line: PdfLine) => boolean,
  isText: boolean,
): number | undefined => {
  const { text, size } = line
  if (text.length > LONGEST_HEADING || BULLET.test(text) || isClause(text)) return undefined
  if (size > LARGER * body) {
    const level = sizes.findIndex((one) => rounded(size) >= one)
    return (level < 0 ? sizes.length : level) + 1
  }
  const number = isText ? undefined : levelOfNumber(text)
  if (number !== undefined) return sizes.length + number
  if (text.length <= LONGEST_HEADING / 2 && /\p{L}{2}/u.test(text) && !/[。；;，,.]$/u.test(text) && isEmphasised(line))
    return sizes.length + 5
  return undefined
}

const usualGap = (lines: readonly PdfLine[], body: number): number => {
  const gaps = lines
    .flatMap(({ gap, size }) => (gap !== undefined && Math.abs(size - body) < 1 ? [gap] : []))
    .toSorted((a, b) => a - b)
  return gaps[Math.floor(gaps.length / 2)] ?? 1.4 * body
}

const isNear = ({ gap }: PdfLine, spacing: number): boolean => gap !== undefined && gap < 2 * spacing

const startsAnew = (line: PdfLine, before: PdfLine, spacing: number, width: number): boolean => {
  if (BULLET.test(line.text) || isMarked(line.text)) return true
  if (line.gap !== undefined && line.gap > PARAGRAPH_GAP * spacing) return true
  if (line.cells > 1 || before.cells > 1) return line.cells !== before.cells
  if (before.right < SHORT_LINE * width && numberedQuestion(before.text) !== undefined) return true
  return before.right < SHORT_LINE * width && SENTENCE_END.test(before.text)
}

const isMarked = (text: string): boolean =>
  markedQuestion(text) !== undefined ||
  markedAnswer(text) !== undefined ||
  numberedQuestion(text) !== undefined ||
  isNumbered(text)

const isNumbered = (text: string): boolean => /^\d{1,3}[.、)）]\s*\S/u.test(text) || withoutNumber(text) !== text

/** `1.5 米` in the middle of a sentence looks like the number of a clause. */
const isDotted = (text: string): boolean => /^\d{1,3}\.\d/.test(text)

const joinLines = (lines: readonly PdfLine[]): string => {
  const isTable = (lines[0]?.cells ?? 1) > 1
  const text = isTable
    ? lines.map((line) => line.text).join('\n')
    : lines.reduce((joined, line) => (joined === '' ? line.text : join(joined, line.text)), '')
  return BULLET.test(text) ? `- ${text.replace(BULLET, '')}` : text
}

const HAN_BESIDE = /[\p{Script=Han}，。；：！？、（）“”]/u

/** Joins lines: Han goes on without a space; a word cut by a hyphen at the end of a line is one again. */
const join = (before: string, after: string): string => {
  if (/[a-z]-$/.test(before) && /^[a-z]/.test(after)) return before.slice(0, -1) + after
  return HAN_BESIDE.test(before.slice(-1)) || HAN_BESIDE.test(after.slice(0, 1)) ? before + after : `${before} ${after}`
}

/** Items of a list are one text, with what announces them. */
const joinLists = (blocks: readonly Block[]): Block[] => {
  const joined: Block[] = []
  for (const block of blocks) {
    const last = joined.at(-1)
    if (block.kind === 'text' && block.text.startsWith('- ') && last?.kind === 'text')
      last.text += `${last.text.includes('\n') || last.text.startsWith('- ') ? '\n' : '\n\n'}${block.text}`
    else joined.push(block.kind === 'text' ? { ...block } : block)
  }
  return joined
}
