import { ASKED_LEVEL, type Block } from './blocks.ts'
import { isDateLine } from './covers.ts'
import {
  isClause,
  isSentence,
  looksAsked,
  markedAnswer,
  markedQuestion,
  numberedQuestion,
  withoutNumber,
} from './questions.ts'

/** Blocks with headings where questions are marked, and without those that are text by what they say. */
export const settleHeadings = (blocks: readonly Block[]): Block[] =>
  itemsAsText(blocks.map(clausesAsText).flatMap(markQuestions).map(sentencesAsText))

/** A date so near the top is that of the document. */
const COVER_BLOCKS = 3

/** A clause that was taken for a heading is what its section says; a date on the cover is no heading of what comes next. */
const clausesAsText = (block: Block, i: number): Block =>
  block.kind === 'heading' && (isClause(block.text) || (i < COVER_BLOCKS && isDateLine(block.text)))
    ? { kind: 'text', text: block.text, at: block.at }
    : block

/** A sentence with nothing below it is no heading. */
const sentencesAsText = (block: Block, i: number, blocks: readonly Block[]): Block => {
  if (block.kind !== 'heading' || block.level === ASKED_LEVEL) return block
  return isEmpty(blocks, i) && isSentence(block.text) && !looksAsked(withoutNumber(block.text))
    ? { kind: 'text', text: block.text, at: block.at }
    : block
}

const isEmpty = (blocks: readonly Block[], i: number): boolean => {
  const [block, next] = [blocks[i], blocks[i + 1]]
  return block?.kind === 'heading' && (next === undefined || (next.kind === 'heading' && next.level <= block.level))
}

const isNumbered = (text: string): boolean => withoutNumber(text) !== text.trim()

/** Of a heading, as much is compared, characters. */
const LONGEST_NAME = 100

/** Numbered lines below a numbered heading with nothing below them are a list; those that stand there again are of a table of contents. */
const itemsAsText = (blocks: readonly Block[]): Block[] => {
  const nameOf = (text: string): string =>
    withoutNumber(text)
      .slice(0, LONGEST_NAME)
      .replace(/[.．…·\s\d]+$/u, '')
  const counts = new Map<string, number>()
  for (const block of blocks)
    if (block.kind === 'heading') counts.set(nameOf(block.text), (counts.get(nameOf(block.text)) ?? 0) + 1)
  const open: { level: number; text: string }[] = []
  return blocks.map((block, i) => {
    if (block.kind !== 'heading') return block
    while ((open.at(-1)?.level ?? 0) >= block.level) open.pop()
    const isItem =
      isEmpty(blocks, i) &&
      isNumbered(block.text) &&
      isNumbered(open.at(-1)?.text ?? '') &&
      counts.get(nameOf(block.text)) === 1 &&
      !looksAsked(withoutNumber(block.text))
    if (isItem) return { kind: 'text', text: block.text, at: block.at }
    open.push(block)
    return block
  })
}

/** Lines of a paragraph that are marked as questions become headings, their answers stay text. */
const markQuestions = (block: Block): Block[] => {
  if (block.kind === 'heading') {
    const text = markedQuestion(block.text)
    return text === undefined ? [block] : [{ ...block, text }]
  }
  if (block.kind !== 'text') return [block]
  const found: Block[] = []
  let lines: string[] = []
  const flush = (): void => {
    const text = lines.join('\n').trim()
    if (text !== '') found.push({ kind: 'text', text, at: block.at })
    lines = []
  }
  for (const line of block.text.split('\n')) {
    const bold = /^\*\*([^*]+)\*\*$/.exec(line.trim())?.[1]
    const question =
      markedQuestion(line) ?? numberedQuestion(line) ?? (bold !== undefined && looksAsked(bold) ? bold : undefined)
    if (question !== undefined) {
      flush()
      found.push({ kind: 'heading', level: ASKED_LEVEL, text: question.replaceAll('**', '').trim(), at: block.at })
    } else lines.push(markedAnswer(line) ?? line)
  }
  flush()
  return found
}
