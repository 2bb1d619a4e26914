import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openFolder, type SourcesFolder } from './helpers/sources.ts'

/** What a folder may hold without the product failing to start, or losing the sources in force. */
describe('folders of sources that cannot be read', () => {
  let files: SourcesFolder
  beforeEach(async () => {
    files = await openFolder()
  })
  afterEach(() => files.close())
  const GOOD = `sources:
  - name: sheet
    handler: { csv: { file: a.csv, operations: { parcels: {} } } }
`
  const bomb = (): string => {
    const levels = Array.from({ length: 12 }, (_, n) => `l${n + 1}: &l${n + 1} [${Array(9).fill(`*l${n}`).join(',')}]`)
    return `l0: &l0 x\n${levels.join('\n')}\n`
  }

  it.each<[what: string, make: (folder: string) => Promise<unknown>, says: RegExp]>([
    [
      'a folder with the name of a file',
      (folder) => mkdir(join(folder, 'x.yaml')),
      /x\.yaml:1 cannot be read \(EISDIR\)/,
    ],
    [
      'aliases of aliases',
      (folder) => writeFile(join(folder, 'x.yaml'), bomb()),
      /x\.yaml:1 is not YAML: Excessive alias/,
    ],
    [
      'an alias of nothing',
      (folder) => writeFile(join(folder, 'x.yaml'), 'sources: *none'),
      /x\.yaml:1 is not YAML: .*none/,
    ],
    ['bytes', (folder) => writeFile(join(folder, 'x.yaml'), Buffer.from([0, 255, 254, 1])), /x\.yaml:1 /],
    ['a key that is an object', (folder) => writeFile(join(folder, 'x.yaml'), '? {a: 1}\n: 2\n'), /x\.yaml:1 /],
    [
      '__proto__',
      (folder) => writeFile(join(folder, 'x.yaml'), `${GOOD}__proto__: { a: 1 }\n`),
      /x\.yaml:\d .*__proto__/,
    ],
  ])('%s: said, and the sources before stay in force', async (_what, make, says) => {
    await files.put('good.yaml', GOOD)
    const live = await files.open()
    expect(live.serves('parcels')).toBe(true)
    await make(files.folder)
    await live.check()
    expect(live.fault()).toMatch(says)
    expect(live.serves('parcels')).toBe(true)
    const fresh = await files.open()
    expect([fresh.exist(), fresh.serves('parcels'), fresh.fault()]).toEqual([true, false, live.fault()])
    await rm(join(files.folder, 'x.yaml'), { recursive: true })
    await expect.poll(() => [fresh.serves('parcels'), live.fault()]).toEqual([true, undefined])
  })

  it('a file in place of the folder: said once, and no demo stands in for it', async () => {
    await files.put('plain', 'x')
    const live = await files.open({ folder: join(files.folder, 'plain') })
    expect([live.exist(), live.serves('parcels')]).toEqual([true, false])
    expect(live.fault()).toMatch(/ENOTDIR/)
    await live.check().catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(files.logged).toHaveLength(1)
  })
})
