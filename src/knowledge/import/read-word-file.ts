import type { Document } from './blocks.ts'
import { readPage } from './html.ts'
import { type Refused, safeOfficeFile } from './office-file.ts'
import { withoutRadicals } from './radicals.ts'
import type { KnownToUploads } from './upload.ts'
import { because } from './upload.ts'

/** A DOCX file to blocks: its styles for headings, lists and tables become those of a page; pictures are left out. */
export const readWordFile = async (
  bytes: Uint8Array,
  known: Pick<KnownToUploads, 'progress'>,
): Promise<Document | Refused> => {
  const safe = safeOfficeFile(bytes)
  if ('reason' in safe) return safe
  known.progress?.(0, 1)
  const { default: mammoth } = await import('mammoth')
  try {
    const { value } = await mammoth.convertToHtml(
      { buffer: Buffer.from(safe) },
      {
        styleMap: ["p[style-name='Title'] => h1:fresh", "p[style-name='标题'] => h1:fresh"],
        convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
        externalFileAccess: false,
      },
    )
    return readPage(withoutRadicals(value))
  } catch {
    return {
      code: 'unprocessable',
      ...because('document_broken'),
    }
  }
}
