import type { Block, Document } from './blocks.ts'
import { levelOfNumber, markedAnswer, markedQuestion, numberedQuestion, withoutNumber } from './questions.ts'

/** Whether a text is written as questions and answers: `Q:`/`A:`, 问：/答：, or numbered questions. */
export const hasMarkedQuestions = (text: string): boolean => {
  let questions = 0
  let answers = 0
  for (const line of text.split(/\r\n|\r|\n/, LINES_LOOKED_AT)) {
    if (markedQuestion(line) !== undefined) questions++
    else if (markedAnswer(line) !== undefined) answers++
    else if (numberedQuestion(line) !== undefined) questions++
  }
  return questions > 0 && (answers > 0 || questions > 1)
}

const LINES_LOOKED_AT = 2_000

/** Plain text to blocks: paragraphs, and lines that are headings by their number (一、, 第三条, 2.1). */
export const readPlainText = (text: string): Document => {
  const blocks: Block[] = []
  let lines: string[] = []
  let at = 1
  const flush = (): void => {
    if (lines.length > 0) blocks.push({ kind: 'text', text: lines.join('\n'), at })
    lines = []
  }
  const all = text.split(/\r\n|\r|\n/)
  for (const [i, line] of all.entries()) {
    const isText = numberedQuestion(line) !== undefined || isCut(line, all[i + 1] ?? '')
    const level = isText ? undefined : levelOfNumber(line)
    if (level !== undefined || line.trim() === '') flush()
    if (level !== undefined) blocks.push({ kind: 'heading', level, text: line.trim(), at: i + 1 })
    else if (line.trim() !== '') {
      if (lines.length === 0) at = i + 1
      lines.push(line.trim())
    }
  }
  flush()
  return { blocks }
}

/** `1.2 签收后15` and `天内可以重做。` are one sentence, cut between a figure and its unit. */
const isCut = (line: string, next: string): boolean =>
  /\p{Script=Han}\s*\d+\s*$/u.test(line) && /^\s*\p{Script=Han}/u.test(next) && withoutNumber(next) === next.trim()
