import { stat } from 'node:fs/promises'
import { Refusal } from '../../domain/errors.ts'

/** Pixels of one picture, all its frames together: what decodes to more is a bomb or a poster. */
const MAX_PIXELS = 50_000_000
/** A picture that takes longer than this many seconds was made to. */
const DEADLINE_SECONDS = 20

/** One picture at a time: decoded it is 200 MB, and libvips borrows the threads that read and write all our files. */
let line: Promise<unknown> = Promise.resolve()

export interface CleanPicture {
  width: number
  height: number
  /** Bytes. */
  size: number
}

/**
 * Reads a picture and writes it anew: turned as its EXIF says, then without EXIF, comments, profiles or anything behind its end. Decoding runs
 * in threads of libvips. Loaded with the first picture, since most processes never see one.
 * @throws Refusal `unprocessable` where it cannot be decoded, is larger than MAX_PIXELS, or takes longer than DEADLINE_SECONDS
 */
export const cleanPicture = (from: string, to: string, mime: string): Promise<CleanPicture> => {
  const cleaned = line.then(() => clean(from, to, mime))
  line = cleaned.catch(() => undefined)
  return cleaned
}

const clean = async (from: string, to: string, mime: string): Promise<CleanPicture> => {
  const { default: sharp } = await import('sharp')
  const format = mime.slice('image/'.length) as 'jpeg' | 'png' | 'webp' | 'gif'
  try {
    const { width, height } = await sharp(from, {
      limitInputPixels: MAX_PIXELS,
      failOn: 'error',
      animated: format === 'gif' || format === 'webp',
    })
      .autoOrient()
      .toFormat(format)
      .timeout({ seconds: DEADLINE_SECONDS })
      .toFile(to)
    return { width, height, size: (await stat(to)).size }
  } catch (cause) {
    throw new Refusal(
      'unprocessable',
      'the picture cannot be read, or is too large to be shown: save it again as JPEG or PNG',
      {
        field: 'file',
        cause,
      },
    )
  }
}
