import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openProducts } from '../src/compose-products.ts'

it('versions of products: what a killed process left half written is removed at the next start, and not what another one writes now', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tabdesk-products-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const folder = join(dataDir, 'knowledge', 'products')
  await mkdir(folder, { recursive: true })
  for (const name of ['1.jsonl', '2.jsonl.killed.tmp', '2.jsonl.writes.tmp']) await writeFile(join(folder, name), '')
  await writeFile(join(folder, '1.jsonl'), '{"format":"tabdesk-products-1","n":1,"count":0}\n')
  for (const old of ['1.jsonl', '2.jsonl.killed.tmp']) await utimes(join(folder, old), 0, 0)
  await openProducts({ knowledgeDir: dataDir, dataDir })
  expect((await readdir(folder)).sort()).toEqual(['1.jsonl', '2.jsonl.writes.tmp'])
})
