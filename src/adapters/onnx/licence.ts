import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What a model's folder says of its licence: the front matter of its README, else the first line of its LICENSE. */
export const readLicence = async (dir: string): Promise<string> => {
  const readme = await readFile(join(dir, 'README.md'), 'utf8').catch(() => '')
  const stated = /^---\n[\s\S]*?^license:\s*(\S+)[\s\S]*?^---/m.exec(readme)?.[1]
  if (stated !== undefined) return stated
  for (const name of ['LICENSE', 'LICENSE.txt', 'LICENSE.md']) {
    const text = await readFile(join(dir, name), 'utf8').catch(() => '')
    const first = text.split('\n').find((line) => line.trim() !== '')
    if (first !== undefined) return first.trim()
  }
  return 'not stated'
}
