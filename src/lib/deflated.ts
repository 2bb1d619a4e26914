import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { fromJson, toJson } from './json.ts'

/** Fast rather than small: it runs where all writes wait. */
const DEFLATE_LEVEL = 1

/** Something whose `vectors` must come back bit for bit. */
interface WithVectors {
  vectors: readonly { vector: Float32Array }[]
}

/** As two blobs: JSON deflated, and the vectors as they are (little-endian), so that they come back bit for bit. */
export const deflated = ({ vectors, ...rest }: WithVectors): { body: Uint8Array; vectors: Uint8Array } => ({
  body: deflateRawSync(
    toJson({ ...rest, vectors: vectors.map(({ vector, ...own }) => ({ ...own, length: vector.length })) }),
    { level: DEFLATE_LEVEL },
  ),
  vectors: Buffer.concat(vectors.map(({ vector }) => Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength))),
})

/** What `deflated` made of one. */
export const inflated = <T extends WithVectors>(body: Uint8Array, packed: Uint8Array): T => {
  const { vectors, ...rest } = fromJson(inflateRawSync(body).toString('utf8')) as { vectors: { length: number }[] }
  // Copied: the driver's bytes may lie at any offset, floats must not.
  const floats = new Float32Array(new Uint8Array(packed).buffer)
  let at = 0
  const whole: unknown = {
    ...rest,
    vectors: vectors.map(({ length, ...own }) => {
      at += length
      return { ...own, vector: floats.slice(at - length, at) }
    }),
  }
  return whole as T
}
