import { createRequire } from 'node:module'
import type { Article } from '../../domain/article.ts'
import { createBreathe } from '../../lib/breathe.ts'
import { articleFile, articlePath } from './export-markdown.ts'

/** Files of an archive have one date: the same library gives the same bytes. */
const DATE = new Date('2020-01-01T12:00:00')

/** The library as a zip of a knowledge folder, without holding the event loop; importing it again changes nothing. */
export const exportArchive = async (
  articles: readonly Article[],
  domainOf: (intent: string) => string | undefined,
): Promise<Uint8Array> => {
  const { Zip, ZipDeflate, strToU8 } = createRequire(import.meta.url)('fflate') as typeof import('fflate')
  const pieces: Uint8Array[] = []
  const breathe = createBreathe()
  const zip = new Zip((error, piece) => {
    if (error !== null) throw error
    pieces.push(piece)
  })
  for (const article of articles) {
    const file = new ZipDeflate(articlePath(article, domainOf), { level: 6 })
    file.mtime = DATE
    zip.add(file)
    file.push(strToU8(articleFile(article)), true)
    await breathe()
  }
  zip.end()
  return Buffer.concat(pieces)
}
