import { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'
import type { Document } from './blocks.ts'
import { blocksOfLines } from './pdf-blocks.ts'
import { linesOf, type PdfLine, type PdfPiece } from './pdf-lines.ts'
import { withoutRadicals } from './radicals.ts'
import type { KnownToUploads, ReadUpload } from './upload.ts'
import { because } from './upload.ts'

/** Most pages that are read. */
const MOST_PAGES = 1_000
/** Fewer characters a page, on average, are stamps and numbers on scanned pages. */
const FEWEST_CHARACTERS = 10

const require = createRequire(import.meta.url)

/** The text layer of a PDF file to blocks with their pages; nothing is drawn, no script of the file is run, nothing is fetched. */
export const readPdf = async (
  bytes: Uint8Array,
  { progress }: Pick<KnownToUploads, 'progress'>,
): Promise<Document | (Pick<ReadUpload, 'code' | 'said'> & { reason: string })> => {
  const { getDocument } = await loadPdfjs()
  const assets = dirname(require.resolve('pdfjs-dist/package.json'))
  const task = getDocument({
    // the parser takes the bytes over: a copy, for they may be read again
    data: new Uint8Array(bytes),
    cMapUrl: join(assets, 'cmaps') + sep,
    cMapPacked: true,
    standardFontDataUrl: join(assets, 'standard_fonts') + sep,
    ...{
      verbosity: 0,
      isEvalSupported: false,
      enableXfa: false,
      useSystemFonts: false,
      disableFontFace: true,
      stopAtErrors: false,
    },
  })
  try {
    const pdf = await task.promise
    if (pdf.numPages > MOST_PAGES) return because('pages_most', { pages: pdf.numPages, most: MOST_PAGES })
    const pages: PdfLine[][] = []
    for (let n = 1; n <= pdf.numPages; n++) {
      progress?.(n - 1, pdf.numPages)
      const page = await pdf.getPage(n)
      const { items } = await page.getTextContent()
      pages.push(
        linesOf(
          items.flatMap((item) => ('str' in item ? [pieceOf(item)] : [])),
          n,
          page.view[3] ?? 0,
        ),
      )
      page.cleanup()
    }
    const characters = pages.flat().reduce((sum, { text }) => sum + text.length, 0)
    if (characters < FEWEST_CHARACTERS * pages.length)
      return {
        code: 'unprocessable',
        ...because('pdf_pictures'),
      }
    return blocksOfLines(pages)
  } catch (error) {
    return refused(error as Error)
  } finally {
    await task.destroy()
  }
}

const refused = ({ name, message }: Error) => {
  if (name === 'PasswordException') return { code: 'unprocessable' as const, ...because('locked') }
  if (/^(?:InvalidPDF|MissingPDF|FormatError|XRef|UnknownError|ResponseException)/.test(name))
    return { code: 'unprocessable' as const, ...because('pdf_broken') }
  return {
    code: 'unprocessable' as const,
    ...because('pdf_unread', { message: message.slice(0, 80) }),
  }
}

/** The parser names classes of browsers when it is loaded, for drawing; they are never used here. */
const loadPdfjs = async (): Promise<typeof import('pdfjs-dist/legacy/build/pdf.mjs')> => {
  const scope = globalThis as Record<string, unknown>
  for (const name of ['DOMMatrix', 'ImageData', 'Path2D']) scope[name] ??= class {}
  return import('pdfjs-dist/legacy/build/pdf.mjs')
}

interface TextItem {
  str: string
  transform: number[]
  width: number
  fontName: string
}

/** `transform` is [a b c d e f] (ISO 32000-1, 9.4.4): e, f is where the text starts, the length of (c, d) its size. */
const pieceOf = ({ str, transform, width, fontName }: TextItem): PdfPiece => {
  const [, , c = 0, d = 0, x = 0, y = 0] = transform
  return { text: withoutRadicals(str), x, y, width, size: Math.hypot(c, d), font: fontName }
}
