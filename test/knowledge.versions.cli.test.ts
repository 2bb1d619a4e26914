import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLibraryFiles } from '../src/adapters/local/library-files.ts'
import { articleOf } from './helpers/articles.ts'
import { runToEnd } from './helpers/process.ts'

const answer = (text: string) => ({ zh: [{ text }], en: [] })

describe('knowledge versions, diff and rollback', () => {
  let dataDir: string
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'versions-'))
    const store = open()
    await store.commit(() => [articleOf('returns', { answers: answer('7 天内可以退货，运费我们出。') })], '上线', 'li')
    await store.commit(
      () => [articleOf('returns', { answers: answer('15 天内可以退货，运费我们出。') }), articleOf('stores')],
      '大促放宽',
      'wang',
    )
  })
  afterAll(() => rm(dataDir, { recursive: true, force: true }))
  const open = () => createLibraryFiles({ directory: join(dataDir, 'knowledge'), now: () => new Date() })
  const knowledge = (...args: string[]) => runToEnd(['knowledge', ...args], { DATA_DIR: dataDir })

  it('list versions, newest first', async () => {
    const { code, stdout } = await knowledge('versions')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^2\t\S+\twang\t2 articles\t大促放宽\n1\t\S+\tli\t1 articles\t上线\n$/)
    const { versions } = JSON.parse((await knowledge('versions', '--json', '--limit', '1')).stdout)
    expect(versions).toMatchObject([{ n: 2, by: 'wang', count: 2 }])
  })

  it('say what changed between two, by words', async () => {
    const { code, stdout } = await knowledge('diff', '1', '2')
    expect(code).toBe(0)
    expect(stdout).toContain('~ returns: returns 标题')
    expect(stdout).toMatch(/answers\.zh: .*\[-7.*\{\+15.*天内可以退货/)
    expect(stdout).toContain('+ stores: stores 标题')
    expect(JSON.parse((await knowledge('diff', '2', '0', '--json')).stdout)).toMatchObject({
      changes: [
        { article: 'returns', kind: 'retired' },
        { article: 'stores', kind: 'retired' },
      ],
      more: 0,
    })
  })

  it('go back, by a version with a note', async () => {
    const { code, stdout } = await knowledge('rollback', '1', '--note', '大促结束')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^3\t\S+\t\S+\t1 articles\t大促结束\n$/)
    expect(await open().current()).toMatchObject({
      n: 3,
      articles: [{ answers: answer('7 天内可以退货，运费我们出。') }],
    })
  })

  it.each([
    [['rollback', '9'], 'there is no version 9'],
    [['diff', '1', '9'], 'version 9 of the library is not kept'],
    [['diff', '1', 'two'], 'whole number'],
  ])('end with 2 for %j', async (args, message) => {
    const { code, stderr } = await knowledge(...args)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })
})
