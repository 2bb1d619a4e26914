import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { withRoster } from '../src/compose-roster.ts'
import { createPresence } from '../src/desk/presence.ts'
import { createReleasers } from '../src/lib/releasers.ts'
import { startProduct } from './helpers/product.ts'

const agentsOf = async (running: Awaited<ReturnType<typeof startProduct>>) =>
  (await running.call('/v1/agents', { role: 'agent' })).body.agents.map(
    ({ agent, name, status }: Record<string, string>) => ({ agent, name, status }),
  )
const folder = async (): Promise<string> => {
  const dir = await mkdtemp(join(tmpdir(), 'tabdesk-staff-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}

it('who was here before a restart can be named in a note, and finds it when they are back', async () => {
  const before = await startProduct({ dataDir: await folder() })
  const wang = await before.client('agent', 'wang')
  await wang.next((frame) => frame.type === 'welcome')
  const running = await before.restart()
  expect(await agentsOf(running)).toEqual([{ agent: 'wang', name: 'wang', status: 'offline' }])

  const customer = await running.client('customer', 'lin')
  const { conversation } = await customer.say('发票抬头写错了能改吗')
  const ann = await running.client('agent', 'ann')
  await ann.say('@wang 这单你跟过，看一下。@nobody 不算', { conversation, kind: 'note' })
  await expect
    .poll(async () => (await running.product.store.conversation('default', conversation))?.marks?.mentions)
    .toMatchObject([{ agent: 'wang' }])
})

it('who has not been here for long is forgotten, the newest name counts, and tenants know nothing of each other', async () => {
  const dataDir = await folder()
  const day = (n: number) => new Date(Date.now() - n * 86_400_000).toISOString()
  const file = join(dataDir, 'staff.json')
  writeFileSync(
    file,
    JSON.stringify([
      { tenant: 'default', agent: 'old', name: '老周', at: day(91) },
      { tenant: 'default', agent: 'ann', name: '安安', at: day(2) },
      { tenant: 'other', agent: 'eve', name: 'Eve', at: day(2) },
    ]),
  )
  const running = await startProduct({ dataDir })
  expect(await agentsOf(running)).toEqual([{ agent: 'ann', name: '安安', status: 'offline' }])
  await running.client('agent', 'ann')
  await expect.poll(() => agentsOf(running)).toEqual([{ agent: 'ann', name: 'ann', status: 'online' }])
  await running.close()
  const kept = JSON.parse(readFileSync(file, 'utf8')) as { agent: string; name: string }[]
  expect(kept.map(({ agent, name }) => ({ agent, name }))).toEqual([
    { agent: 'eve', name: 'Eve' },
    { agent: 'ann', name: 'ann' },
  ])
})

it('a file that cannot be read is no reason not to start', async () => {
  const dataDir = await folder()
  writeFileSync(join(dataDir, 'staff.json'), '[{"tenant":1')
  expect(await agentsOf(await startProduct({ dataDir }))).toEqual([])
})

it('a crowd that comes at once is written down whole, in few writes', async () => {
  const dataDir = await folder()
  let asked = 0
  const releasers = createReleasers()
  const roster = await withRoster(
    { dataDir },
    createPresence(5),
    {
      now: () => {
        asked += 1
        return new Date()
      },
      log: { error: vi.fn() },
    },
    releasers,
  )
  const crowd = Array.from({ length: 400 }, (_, n) => `客服-${n}`)
  for (const agent of crowd) roster.connected('default', agent, agent)
  await new Promise(setImmediate)
  for (const agent of [...crowd, '晚到的']) roster.connected('default', agent, agent)
  const before = asked
  await releasers.releaseAll()
  expect(asked - before, 'one look at the clock a write').toBeLessThan(5)
  const kept = JSON.parse(readFileSync(join(dataDir, 'staff.json'), 'utf8')) as { agent: string }[]
  expect(kept.map(({ agent }) => agent).sort()).toEqual([...crowd, '晚到的'].sort())
})
