import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

let made: Promise<string> | undefined

/** Stand-ins for the built pages, so that tests of the server need no build. */
export const emptyPages = (): Promise<string> => {
  made ??= make()
  return made
}

const make = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'tabdesk-pages-'))
  for (const name of ['index.html', 'demo.html', 'knowledge.html', 'widget.html', 'widget.js'])
    await writeFile(join(folder, name), `<!-- ${name} -->`)
  return folder
}
