import { inflateRawSync, crc32 as zlibCrc32 } from 'node:zlib'

/** One file of an archive. */
export interface ZipEntry {
  /** As it stands in the archive; a path with slashes. */
  name: string
  /** Bytes, packed and as the directory says unpacked. */
  packed: number
  size: number
}

/** What an archive may hold: files, bytes unpacked in sum, and how many times that may be more than it has itself. */
export interface ZipLimits {
  entries: number
  bytes: number
  ratio: number
}

/** Why an archive is not unpacked. */
export class BadZip extends Error {
  readonly why: 'broken' | 'encrypted' | 'too_much'

  constructor(why: BadZip['why'], message: string) {
    super(message)
    this.name = 'BadZip'
    this.why = why
  }
}

export interface Zip {
  entries: readonly ZipEntry[]
  /** The bytes of one entry. @throws BadZip where it is not what the directory says */
  read(name: string): Uint8Array
}

/**
 * Opens a ZIP archive (APPNOTE 6.3) by its central directory; nothing is unpacked but what is read, and no entry gives more bytes than
 * its directory claims. Refused before that: more than `limits` in claims, entries that overlap (Fifield 2019, "A better zip bomb") or
 * have one name, by which a large one would be read as often as there are small ones, passwords, more than one disk, ZIP64.
 * @throws BadZip
 */
export const openZip = (bytes: Uint8Array, limits: ZipLimits): Zip => {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const places = readDirectory(view, limits)
  const sum = places.reduce((total, { size }) => total + size, 0)
  if (sum > limits.bytes || (sum > SMALL && sum > limits.ratio * bytes.length))
    throw new BadZip('too_much', `it expands to ${sum} bytes`)
  checkApart(places)
  const byName = new Map(places.map((place) => [place.name, place]))
  if (byName.size < places.length) throw new BadZip('broken', 'two of its files have one name')
  return {
    entries: places,
    read: (name) => {
      const place = byName.get(name)
      if (place === undefined) throw new BadZip('broken', `it has no ${name}`)
      return unpack(view, place)
    },
  }
}

/** Whether bytes start like a ZIP archive. */
export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && ((bytes[2] === 3 && bytes[3] === 4) || (bytes[2] === 5 && bytes[3] === 6))

/** Expanded bytes below which no ratio is asked for: a workbook of blank cells packs well. */
const SMALL = 4 * 1_024 * 1_024
const END = 0x06054b50
const END_SIZE = 22
const LONGEST_COMMENT = 65_535
const CENTRAL = 0x02014b50
const CENTRAL_SIZE = 46
const LOCAL = 0x04034b50
const LOCAL_SIZE = 30
/** What stands in a field of 32 bits where ZIP64 has the value. */
const ZIP64 = 0xffffffff
const STORED = 0
const DEFLATED = 8
const ENCRYPTED = 1

interface Place extends ZipEntry {
  method: number
  crc: number
  /** Where its bytes start and end. */
  start: number
  end: number
  header: number
}

const readDirectory = (view: Buffer, limits: ZipLimits): Place[] => {
  const end = findEnd(view)
  const count = view.readUInt16LE(end + 10)
  if (count > limits.entries) throw new BadZip('too_much', `it has ${count} files`)
  let at = view.readUInt32LE(end + 16)
  const places: Place[] = []
  for (let i = 0; i < count; i++) {
    if (at + CENTRAL_SIZE > view.length || view.readUInt32LE(at) !== CENTRAL)
      throw new BadZip('broken', 'its directory is cut short')
    const place = readPlace(view, at)
    places.push(place)
    at += CENTRAL_SIZE + view.readUInt16LE(at + 28) + view.readUInt16LE(at + 30) + view.readUInt16LE(at + 32)
  }
  return places
}

const findEnd = (view: Buffer): number => {
  for (let at = view.length - END_SIZE; at >= Math.max(0, view.length - END_SIZE - LONGEST_COMMENT); at--)
    if (view.readUInt32LE(at) === END) return at
  throw new BadZip('broken', 'it has no end: it was cut short')
}

const readPlace = (view: Buffer, at: number): Place => {
  const flags = view.readUInt16LE(at + 8)
  const method = view.readUInt16LE(at + 10)
  const crc = view.readUInt32LE(at + 16)
  const packed = view.readUInt32LE(at + 20)
  const size = view.readUInt32LE(at + 24)
  const header = view.readUInt32LE(at + 42)
  const raw = view.subarray(at + CENTRAL_SIZE, at + CENTRAL_SIZE + view.readUInt16LE(at + 28))
  const name = decodeName(raw)
  if (flags & ENCRYPTED) throw new BadZip('encrypted', `${name} has a password`)
  if ([packed, size, header].includes(ZIP64)) throw new BadZip('too_much', `${name} is larger than 4 GB`)
  if (method !== STORED && method !== DEFLATED)
    throw new BadZip('broken', `${name} is packed in a way that is not known`)
  if (header + LOCAL_SIZE > view.length || view.readUInt32LE(header) !== LOCAL)
    throw new BadZip('broken', `${name} is not where the directory says`)
  const start = header + LOCAL_SIZE + view.readUInt16LE(header + 26) + view.readUInt16LE(header + 28)
  const end = start + packed
  if (end > view.length) throw new BadZip('broken', `${name} is cut short`)
  return { name, packed, size, method, crc, start, end, header }
}

/** Names in UTF-8, or in GB18030 as Chinese Windows packs them. */
const decodeName = (raw: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(raw)
  } catch {
    return new TextDecoder('gb18030').decode(raw)
  }
}

const checkApart = (places: readonly Place[]): void => {
  const inOrder = places.toSorted((a, b) => a.header - b.header)
  for (const [i, { header, name }] of inOrder.entries())
    if (header < (inOrder[i - 1]?.end ?? 0)) throw new BadZip('too_much', `${name} overlaps another file`)
}

const unpack = (view: Buffer, { name, method, size, crc, start, end }: Place): Uint8Array => {
  const packed = view.subarray(start, end)
  const bytes = method === STORED ? packed : inflate(packed, name, size)
  if (bytes.length !== size) throw new BadZip('too_much', `${name} has another size than the directory says`)
  if (zlibCrc32(bytes) !== crc) throw new BadZip('broken', `${name} is damaged`)
  return bytes
}

const inflate = (packed: Uint8Array, name: string, size: number): Uint8Array => {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(size, 1) })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new BadZip('too_much', `${name} expands to more than the directory says`)
    throw new BadZip('broken', `${name} is damaged`)
  }
}
