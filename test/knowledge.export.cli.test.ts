import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { runToEnd } from './helpers/process.ts'

const folder = async () => {
  const directory = await mkdtemp(join(tmpdir(), 'export-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  const knowledge = (...args: string[]) => runToEnd(['knowledge', ...args], { DATA_DIR: join(directory, 'data') })
  return { at: (name: string): string => join(directory, name), knowledge }
}

it('knowledge export writes what an import takes back without a change', { timeout: 120_000 }, async () => {
  const { at, knowledge } = await folder()
  await writeFile(at('faq.csv'), '问题,答案\n怎么办理花呗分期,下单时选择花呗。\n')
  expect((await knowledge('import', at('faq.csv'), '--quiet')).code).toBe(0)
  for (const format of ['csv', 'zip']) {
    const out = at(`knowledge.${format}`)
    const { code, stdout } = await knowledge('export', '--format', format, '--out', out, '--json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ out, format, version: 2, articles: 167 })
    const again = await knowledge('import', out, '--dry-run', '--json', '--quiet')
    expect(JSON.parse(again.stdout)).toMatchObject({ added: 0, changed: 0, unchanged: 167, refusedCount: 0 })
  }
  expect((await readFile(at('knowledge.csv'), 'utf8')).includes('下单时选择花呗。')).toBe(true)
})

it('knowledge export refuses a format and a place that cannot be', { timeout: 60_000 }, async () => {
  const { at, knowledge } = await folder()
  const wrong = await knowledge('export', '--out', at('knowledge.doc'))
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('--format is "doc": use one of csv, zip') })
  expect((await knowledge('export', '--format', 'csv', '--out', at('nowhere/k.csv'))).code).toBe(2)
})
