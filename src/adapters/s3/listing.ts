/** What a listing says of one object. */
export interface StoredObject {
  key: string
  /** Bytes. */
  size: number
  /** ISO 8601. */
  changed: string
}

/**
 * One page of ListObjectsV2 (https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html). Read by pattern: our keys are
 * hexadecimal digits, dashes, dots and slashes, in which nothing is escaped.
 */
export const parseListing = (xml: string): { objects: StoredObject[]; next?: string } => {
  const objects = [...xml.matchAll(/<Contents>(.*?)<\/Contents>/gs)].map(([, entry = '']) => ({
    key: field(entry, 'Key') ?? '',
    size: Number(field(entry, 'Size')),
    changed: new Date(field(entry, 'LastModified') ?? 0).toISOString(),
  }))
  const next = field(xml, 'IsTruncated') === 'true' ? field(xml, 'NextContinuationToken') : undefined
  return { objects, ...(next === undefined ? {} : { next }) }
}

const field = (xml: string, name: string): string | undefined => {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]
  return text?.replace(/&(amp|lt|gt|quot|apos|#(\d+));/g, (_, named: string, code?: string) =>
    code === undefined ? (ENTITIES[named] ?? '') : String.fromCodePoint(Number(code)),
  )
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
