/** What the server takes, so that nobody waits for an upload that it refuses. */
const LARGEST_BYTES = 20 * 1024 * 1024
const TYPES = [
  'xlsx',
  'xls',
  'ods',
  'csv',
  'tsv',
  'txt',
  'text',
  'md',
  'markdown',
  'html',
  'htm',
  'xhtml',
  'docx',
  'pdf',
  'json',
  'jsonl',
  'ndjson',
  'zip',
]

/** For the file dialog. */
export const ACCEPT = TYPES.map((type) => `.${type}`).join(',')

export type BeforeUpload = 'large' | 'type' | 'empty'

/** Why a file would be refused whatever is in it; undefined where it is worth sending. */
export const refusedBefore = ({ name, size }: { name: string; size: number }): BeforeUpload | undefined => {
  if (!TYPES.includes(/\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '')) return 'type'
  if (size === 0) return 'empty'
  return size > LARGEST_BYTES ? 'large' : undefined
}
