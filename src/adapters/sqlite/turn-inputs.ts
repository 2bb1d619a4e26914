import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { KeyedVector, TurnInputs } from '../../domain/record.ts'
import { fromJson, toJson } from './rows.ts'

/** Fast rather than small: it runs in the writing thread. */
const DEFLATE_LEVEL = 1

interface PackedBody extends Omit<TurnInputs, 'vectors'> {
  /** Keys and lengths of the vectors, in the order of the other blob. */
  vectors: (Omit<KeyedVector, 'vector'> & { length: number })[]
}

/** Inputs as two blobs: JSON deflated, and the vectors as they are (little-endian), so that they come back bit for bit. */
export const packInputs = ({ vectors, ...rest }: TurnInputs): { body: Uint8Array; vectors: Uint8Array } => {
  const body: PackedBody = {
    ...rest,
    vectors: vectors.map(({ vector, ...own }) => ({ ...own, length: vector.length })),
  }
  return {
    body: deflateRawSync(toJson(body), { level: DEFLATE_LEVEL }),
    vectors: Buffer.concat(
      vectors.map(({ vector }) => Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength)),
    ),
  }
}

/** What `packInputs` packed. */
export const unpackInputs = (body: Uint8Array, packed: Uint8Array): TurnInputs => {
  const { vectors, ...rest } = fromJson(inflateRawSync(body).toString('utf8')) as PackedBody
  // Copied: the driver's bytes may lie at any offset, floats must not.
  const floats = new Float32Array(new Uint8Array(packed).buffer)
  let at = 0
  return {
    ...rest,
    vectors: vectors.map(({ length, ...own }) => {
      at += length
      return { ...own, vector: floats.slice(at - length, at) }
    }),
  }
}
