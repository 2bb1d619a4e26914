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
    config: { dataDir },
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
