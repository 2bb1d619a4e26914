import type { Article } from '../../src/domain/article.ts'
import type { TableChoice } from '../../src/domain/knowledge-import.ts'
import { applyPatches } from '../../src/knowledge/import/difference.ts'
import { readUpload } from '../../src/knowledge/import/read.ts'
import { typeOf } from '../../src/knowledge/import/type-of.ts'
import type { ReadUpload, UploadType } from '../../src/knowledge/import/upload.ts'

export const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === 'string' ? Buffer.from(content) : content

/** Reads a file by the type that its name and content say. */
export const readFileNamed = (
  file: string,
  content: string | Uint8Array,
  mapping?: readonly TableChoice[],
): Promise<ReadUpload> => readAs(typeOf(file, bytesOf(content)), content, file, mapping)

export const readAs = (
  type: UploadType,
  content: string | Uint8Array,
  file = 'faq.csv',
  mapping?: readonly TableChoice[],
): Promise<ReadUpload> =>
  readUpload(type, bytesOf(content), {
    file,
    shop: new Set(['name', 'phone']),
    ...(mapping === undefined ? {} : { mapping }),
  })

/** What an upload makes of an empty library. */
export const articlesOf = async ({ patches }: ReadUpload): Promise<Article[]> => [
  ...(await applyPatches([], patches, { origin: 'import:faq.csv', replace: false })).articles,
]

/** Question, or title, and answer of each article, of either language. */
export const asked = async (read: ReadUpload): Promise<[string, string][]> =>
  (await articlesOf(read)).map(({ questions, answers }) => [
    [...questions.zh, ...questions.en][0] ?? '',
    [...answers.zh, ...answers.en][0]?.text ?? '',
  ])
