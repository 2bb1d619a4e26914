import { decodePage, decodeText } from '../../lib/decode-text.ts'
import { sniffDelimiter } from '../../lib/delimited.ts'
import { parseArticle } from '../article.ts'
import { KnowledgeFaults } from '../faults.ts'
import type { Document } from './blocks.ts'
import { columnOf } from './columns.ts'
import { readPage } from './html.ts'
import { createIntake, type Intake } from './intake.ts'
import { withoutRadicals } from './radicals.ts'
import { readArchive } from './read-archive.ts'
import { readDocument } from './read-document.ts'
import { readJson } from './read-json.ts'
import { readJsonLines } from './read-json-lines.ts'
import { hasHeadings, readMarkdownText } from './read-markdown.ts'
import { readPdf } from './read-pdf.ts'
import { readDelimited } from './read-table.ts'
import { hasMarkedQuestions, readPlainText } from './read-text.ts'
import { readWordFile } from './read-word-file.ts'
import { readWorkbook } from './read-workbook.ts'
import { because, type FileResult, failed, type KnownToUploads, type ReadUpload, type UploadType } from './upload.ts'

/**
 * Reads an upload. Never throws for what is in the file, and touches nothing else, so that it can run in a thread of its own; all
 * but text has to, because of the parsers' appetite.
 */
export const readUpload = async (type: UploadType, bytes: Uint8Array, known: KnownToUploads): Promise<ReadUpload> => {
  const intake = createIntake(known)
  const { reason, said, code, mapping } = await readFile(type, bytes, '', known, intake)
  const unsure = mapping?.some((table) => table.unsure) ?? false
  if (reason !== undefined && !unsure) return failed(said ?? reason, code)
  return { ...intake.result(), ...(mapping === undefined || mapping.length === 0 ? {} : { mapping }) }
}

/** One file, of an archive or by itself, to the intake. `name`: its name inside the archive, else empty. */
const readFile = async (
  type: UploadType,
  bytes: Uint8Array,
  name: string,
  known: KnownToUploads,
  intake: Intake,
): Promise<FileResult> => {
  if (type === 'archive') return readArchive(bytes, known, intake, readFile)
  if (type === 'workbook') return readWorkbook(bytes, name, known, intake)
  if (type === 'pdf' || type === 'document') {
    const read = await (type === 'pdf' ? readPdf : readWordFile)(bytes, known)
    return 'blocks' in read ? readDocument(read, name, known, intake) : read
  }
  const text = (type === 'page' ? decodePage : decodeText)(bytes)?.text
  if (text === undefined) return because('file_encoding', { file: name || known.file })
  return readText(type, text, name, known, intake)
}

const readText = (type: UploadType, text: string, name: string, known: KnownToUploads, intake: Intake): FileResult => {
  if (type === 'jsonLines') return readJsonLines(text, name, known, intake)
  if (type === 'json') return readJson(text, name, known, intake)
  if (type === 'table' || (type === 'text' && isTable(text))) return readDelimited(text, name, known, intake)
  if (type === 'article' && isArticle(text)) return readArticleFile(text, name, known, intake)
  return readDocument(documentOf(type, withoutRadicals(text)), name, known, intake)
}

const documentOf = (type: UploadType, text: string): Document => {
  if (type === 'page') return readPage(text)
  if (type === 'article' || (hasHeadings(text) && !hasMarkedQuestions(text)))
    return readMarkdownText(...withoutFrontMatter(text))
  return readPlainText(text)
}

/** A text file is a table where its header says so, or its lines have as many tabs each. */
const isTable = (text: string): boolean => {
  if (hasMarkedQuestions(text) || hasHeadings(text)) return false
  const lines = text
    .trimStart()
    .split(/\r\n|\r|\n/, LINES_LOOKED_AT)
    .filter((line) => line.trim() !== '')
  const header = (lines[0] ?? '').split(sniffDelimiter(text)).map((cell) => columnOf(cell))
  if (header.length > 1 && header.some((column) => column !== undefined)) return true
  const tabs = lines.map((line) => line.split('\t').length)
  return lines.length > 0 && tabs.every((count) => count > 1 && count === tabs[0])
}

const LINES_LOOKED_AT = 20

const FRONT_MATTER = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/

/** Front matter of ours names an article; that of other products is left out. */
const isArticle = (text: string): boolean => {
  const fields = FRONT_MATTER.exec(text)?.[1]
  return fields !== undefined && /^(?:id|intent|questions)\s*:/m.test(fields)
}

const withoutFrontMatter = (text: string): [string, number] => {
  const front = FRONT_MATTER.exec(text)?.[0] ?? ''
  return [text.slice(front.length), front.split('\n').length]
}

const readArticleFile = (text: string, name: string, known: KnownToUploads, intake: Intake): FileResult => {
  const { shop, timeZone } = known
  const part = intake.part({ name, columns: new Set() })
  try {
    const {
      id,
      version: _,
      title,
      questions,
      answers,
      origin: __,
      ...fields
    } = parseArticle(text, name || known.file, {
      ...(shop === undefined ? {} : { shop }),
      ...(timeZone === undefined ? {} : { timeZone }),
      languages: 'any',
    })
    part.addWhole({ row: 1, id, title, questions, answers, fields })
  } catch (error) {
    if (!(error instanceof KnowledgeFaults)) throw error
    for (const fault of error.faults) part.blame(1)(fault.field, fault.value, fault.said ?? fault.fix)
  }
  return {}
}
