import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openKeptFile } from '../src/adapters/local/kept-file.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tabdesk-kept-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const open = (name = 'value.json', onError?: (error: Error) => void) =>
  openKeptFile<readonly string[]>({
    path: join(folder, 'deep', name),
    initial: [],
    parse: (value) => {
      if (!Array.isArray(value)) throw new Error('it is no list')
      return value as string[]
    },
    pollMs: 20,
    ...(onError === undefined ? {} : { onError }),
  })

describe('a kept value', () => {
  it('[KV1] is there again when it is opened again, and is written whole', async () => {
    const kept = await open()
    expect(kept.current()).toEqual([])
    await kept.change((list) => [...list, '螃蟹死了'])
    expect(JSON.parse(await readFile(join(folder, 'deep', 'value.json'), 'utf8'))).toEqual(['螃蟹死了'])
    expect((await open()).current()).toEqual(['螃蟹死了'])
  })
  it('[KV2] changes come one after the other, also over what another process wrote', async () => {
    const one = await open()
    const other = await open()
    await one.change((list) => [...list, 'a'])
    await Promise.all([other.change((list) => [...list, 'b']), other.change((list) => [...list, 'c'])])
    expect((await open()).current()).toEqual(['a', 'b', 'c'])
  })
  it('tells of changes of others, and writes nothing where nothing changes', async () => {
    const one = await open()
    const other = await open()
    let told = 0
    const stop = one.watch(() => told++)
    await other.change((list) => [...list, 'a'])
    await expect.poll(() => one.current()).toEqual(['a'])
    expect(told).toBe(1)
    await one.change((list) => list)
    expect(told).toBe(1)
    stop()
  })
  it('keeps the last good value where a file is broken, says so once, and does not start from one', async () => {
    const errors: string[] = []
    const kept = await open('value.json', (error) => errors.push(error.message))
    await kept.change(() => ['good'])
    const stop = kept.watch(() => undefined)
    await writeFile(join(folder, 'deep', 'value.json'), '{"no":"list"}')
    await expect.poll(() => errors.length).toBe(1)
    expect(errors[0]).toMatch(/value\.json cannot be used: it is no list/)
    expect(kept.current()).toEqual(['good'])
    stop()
    await expect(open()).rejects.toThrow(/cannot be used/)
    const told: string[] = []
    const optional = await openKeptFile<readonly string[]>({
      path: join(folder, 'deep', 'value.json'),
      initial: ['none'],
      parse: () => {
        throw new Error('it is no list')
      },
      optional: true,
      onError: (error) => told.push(error.message),
    })
    expect(optional.current()).toEqual(['none'])
    expect(told).toHaveLength(1)
  })
})
