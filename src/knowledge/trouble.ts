import { z } from 'zod'
import { hashNgram } from '../lib/ngrams.ts'

/** Characters of an n-gram, at most; punctuation counts: who asks says so. */
const LONGEST = 3

/**
 * How much a message tells of something that went wrong (harm, loss, fraud, a grievance) rather than asks how something is done: log-odds,
 * of which only differences among texts on one subject mean anything. Normalised text, centred vector.
 */
export type Trouble = (text: string, vector: Float32Array) => number

/** Logistic regression on the vector and on hashed n-grams, each fitted alone; eval/fit-trouble.ts makes it. */
export interface TroubleWeights {
  /** Of the encoder whose vectors `axis` reads. */
  fingerprint: string
  axis: Float32Array
  /** One weight a bucket, `unit` each; a power of two of them. */
  ngrams: Int8Array
  unit: number
}

export const createTrouble = ({ axis, ngrams, unit }: TroubleWeights): Trouble => {
  return (text, vector) => {
    const { buckets, value } = bucketsOf(text, ngrams.length)
    let words = 0
    for (const bucket of buckets) words += ngrams[bucket] as number
    let meaning = 0
    for (let i = 0; i < axis.length; i++) meaning += (axis[i] as number) * (vector[i] as number)
    return meaning + words * unit * value
  }
}

/** The buckets of a text's n-grams, each once, and the value of each: together they have norm 1. */
export const bucketsOf = (text: string, buckets: number): { buckets: Int32Array; value: number } => {
  const met = new Set<number>()
  const plain = ` ${text.replace(/\d/g, '0')} `
  for (let length = 1; length <= LONGEST; length++)
    for (let i = 0; i + length <= plain.length; i++) met.add(hashNgram(plain.slice(i, i + length)) & (buckets - 1))
  return { buckets: Int32Array.from(met), value: 1 / Math.sqrt(Math.max(1, met.size)) }
}

const file = z.object({
  fingerprint: z.string(),
  axis: z.base64(),
  ngrams: z.base64(),
  unit: z.number(),
})

/** @throws Error naming what is wrong in the file */
export const parseTrouble = (text: string): TroubleWeights => {
  const parsed = file.safeParse(JSON.parse(text))
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error))
  const { fingerprint, unit } = parsed.data
  const [axis, ngrams] = [bytesOf(parsed.data.axis), bytesOf(parsed.data.ngrams)]
  return { fingerprint, unit, axis: new Float32Array(axis.buffer), ngrams: new Int8Array(ngrams.buffer) }
}

/** What `parseTrouble` reads. */
export const trouble = ({ fingerprint, axis, ngrams, unit }: TroubleWeights): string =>
  `${JSON.stringify({ fingerprint, axis: base64Of(axis), ngrams: base64Of(ngrams), unit }, undefined, 2)}\n`

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(base64, 'base64'))

const base64Of = ({ buffer, byteOffset, byteLength }: Float32Array | Int8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64')
