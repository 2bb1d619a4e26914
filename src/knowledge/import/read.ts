import { decodeText } from '../../lib/decode-text.ts'
import { parseArticle } from '../article.ts'
import { describeFault, KnowledgeFaults } from '../faults.ts'
import { readJsonLines } from './read-json-lines.ts'
import { readTable } from './read-table.ts'
import { failed, type KnownToUploads, type ReadUpload, type UploadType } from './upload.ts'

/** Reads an upload; pure and synchronous, so that it can run in a thread of its own. Never throws for what is in the file. */
export const readUpload = (type: UploadType, bytes: Uint8Array, known: KnownToUploads): ReadUpload => {
  const text = decodeText(bytes)?.text
  if (text === undefined) return failed(`${known.file} is not text in UTF-8 or GB18030: save it as UTF-8`)
  if (type === 'table') return readTable(text, known)
  if (type === 'jsonLines') return readJsonLines(text, known)
  return readMarkdown(text, known)
}

const readMarkdown = (text: string, { file, shop }: KnownToUploads): ReadUpload => {
  try {
    const {
      id,
      version: _,
      title,
      questions,
      answers,
      origin: __,
      ...fields
    } = parseArticle(text, file, { ...(shop === undefined ? {} : { shop }), languages: 'any' })
    return { patches: [{ row: 1, id, title, questions, answers, fields }], refused: [] }
  } catch (error) {
    if (!(error instanceof KnowledgeFaults)) throw error
    const refused = error.faults.map((fault) => ({ row: 1, column: fault.field, reason: describeFault(fault) }))
    return { patches: [], refused }
  }
}
