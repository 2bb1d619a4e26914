import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

/** What compresses; pictures and fonts are compressed already. */
const WORDS = /\.(?:js|css|html|svg)$/
const GZIP_LEVEL = 9

/** Writes `.br` and `.gz` beside what was built, for the server to send as they are. */
export const compressed = (): Plugin => ({
  name: 'compressed',
  writeBundle: async ({ dir }, bundle) => {
    for (const name of Object.keys(bundle)) await compress(join(dir ?? '', name))
  },
})

/** Writes FILE.br and FILE.gz, each only where it is smaller. */
export const compress = async (file: string): Promise<void> => {
  if (!WORDS.test(file)) return
  const whole = await readFile(file)
  // Brotli's default is its best.
  const made = { br: await promisify(brotliCompress)(whole), gz: await promisify(gzip)(whole, { level: GZIP_LEVEL }) }
  for (const [ending, bytes] of Object.entries(made))
    if (bytes.length < whole.length) await writeFile(`${file}.${ending}`, bytes)
}
