import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { type CoverageWatchParts, watchCoverage } from '../src/compose-coverage.ts'
import type { Router } from '../src/gateway/route.ts'
import { createReleasers } from '../src/lib/releasers.ts'

it('a run over a log without end holds up nobody who wants to end the process', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'coverage-'))
  let pages = 0
  const errors: unknown[] = []
  const parts = {
    config: { dataDir, knowledgeDir: 'knowledge' },
    store: {
      turns: async ({ after = 0 }) => {
        pages++
        await new Promise((resolve) => setImmediate(resolve))
        return { turns: [], next: after + 1 }
      },
      events: async () => undefined,
    },
    knowledge: { library: { facts: () => ({}) } },
    usage: () => ({ shown: 0, accepted: 0, edited: 0, dismissed: 0, answered: 0 }),
    domainOf: () => undefined,
    log: { error: (error: unknown) => void errors.push(error) },
    now: () => new Date('2026-11-22T00:00:00Z'),
  } as unknown as CoverageWatchParts
  const releasers = createReleasers()
  const { face } = await watchCoverage(parts, releasers)
  const routes = new Map<string, (call: object) => unknown>()
  const router = {
    add: ({ method, url, answer }: Parameters<Router['add']>[0]) =>
      void routes.set(`${method} ${url}`, answer as (call: object) => unknown),
  }
  await face({} as never, { router } as never)
  await routes.get('POST /v1/knowledge/coverage')?.({})
  await vi.waitFor(() => expect(pages).toBeGreaterThan(3))
  await releasers.releaseAll()
  expect(errors).toEqual([])
  await rm(dataDir, { recursive: true, force: true })
})

it('shows no streets, numbers or mailboxes of what customers wrote', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'coverage-'))
  const said = [
    {
      seq: 1,
      from: { role: 'customer' },
      kind: 'text',
      text: '送到杭州市西湖区文三路138号3幢502，电话13812345678，能放门口吗',
    },
    { seq: 2, from: { role: 'agent' }, kind: 'text', text: '可以的，已备注放门口，进度发到 ann.lee@example.com' },
  ]
  const parts = {
    config: { dataDir, knowledgeDir: 'knowledge' },
    store: { turns: async () => ({ turns: [] }), events: async () => ({ events: said }) },
    knowledge: { library: { facts: () => ({}) } },
    now: () => new Date('2026-11-22T00:00:00Z'),
  } as unknown as CoverageWatchParts
  const releasers = createReleasers()
  const { face } = await watchCoverage(parts, releasers)
  const routes = new Map<string, (call: object) => unknown>()
  const router = {
    add: ({ method, url, answer }: Parameters<Router['add']>[0]) =>
      void routes.set(`${method} ${url}`, answer as (call: object) => unknown),
  }
  await face({} as never, { router } as never)
  const keep = routes.get('POST /v1/knowledge/kept-answers')
  const kept = await keep?.({ body: { conversation: 'c1', seq: 2 }, principal: { sub: 'ann' } })
  const shown = JSON.stringify(kept)
  for (const own of ['文三路', '138号', '13812345678', 'ann.lee']) expect(shown).not.toContain(own)
  expect(shown).toContain('能放门口吗')
  await releasers.releaseAll()
  await rm(dataDir, { recursive: true, force: true })
})
