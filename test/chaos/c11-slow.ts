import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createTokens } from '../../src/gateway/auth.ts'
import { type Client, connect } from '../helpers/client.ts'
import { SECRET } from '../helpers/product.ts'
import { judge, tally } from './oracle.ts'
import { createParty, type Party, seenBy } from './party.ts'
import { inWords, note } from './row.ts'
import { allAcked, createServer, logIn, openConversations, until } from './stage.ts'

const STALLED = 4
const READERS = 8
/** 24 KB each: to everybody who does not read twice what the kernel and the server together take. */
const TEXT = '我的包裹还没到，'.repeat(990)
const MESSAGES = 420
const MEGABYTE = 1024 * 1024
/** What may wait for each of the stalled, and for everything else in the process. */
const GROWTH_BYTES = STALLED * 1.5 * MEGABYTE + 150 * MEGABYTE
const CUT_WITHIN_MS = 15_000

const residentBytes = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024

/** Some watch a conversation and never read what they are sent; others read. */
const stalled = async (env: Record<string, string> = {}) => {
  const server = await createServer({ env })
  await server.start()
  const { customers, agents } = await openConversations(1, server.where)
  const [agent] = agents as [Party]
  const conversation = agent.conversation() as { id: string; epoch: string }
  const follow = (sub: string): Party => createParty({ role: 'supervisor', sub, where: server.where, conversation })
  const readers = Array.from({ length: READERS }, (_, n) => follow(`reader-${n}`))
  const sleepers: { client: Client; gone: boolean }[] = []
  for (let n = 0; n < STALLED; n++) {
    const token = await createTokens(SECRET).sign(
      { role: 'supervisor', sub: `sleeper-${n}`, tenant: 'default', name: 's' },
      3_600,
    )
    const client = await connect(server.where() as string, token, {
      device: 'd',
      resume: [{ conversation: conversation.id, epoch: conversation.epoch, seq: 0 }],
    })
    ;(client.socket as unknown as { _socket: Socket })._socket.pause()
    sleepers.push({ client, gone: false })
  }
  onTestFinished(() => {
    for (const { client } of sleepers) client.socket.terminate()
  })
  const sockets = async (): Promise<number> =>
    Number(/^tabdesk_ws_connections (\d+)/m.exec(await (await fetch(`${server.where()}/metrics`)).text())?.[1])
  const all = READERS + STALLED + 2
  await until('everybody to be there', async () => (await sockets()) === all)
  const before = residentBytes(server.pid())
  const talk = (async () => {
    for (let n = 0; n < MESSAGES; n++) {
      agent.say(`${n}${TEXT}`)
      await until('room', () => agent.waiting() < 16)
    }
    await allAcked([agent])
  })()
  let most = before
  const watch = setInterval(() => (most = Math.max(most, residentBytes(server.pid()))), 50)
  await talk
  const cutOff = await until(
    'the sleepers to be cut off',
    async () => (await sockets()) === all - STALLED,
    env['PLANT_DEAF'] === undefined ? CUT_WITHIN_MS : 1_000,
  ).then(
    () => true,
    () => false,
  )
  clearInterval(watch)
  const late = Array.from({ length: STALLED }, (_, n) => follow(`sleeper-${n}`))
  await until('everybody to catch up', () =>
    [...readers, ...late].every((one) => one.seq() >= agent.seq() && one.seq() > MESSAGES),
  )
  const parties = [...customers, ...agents, ...readers, ...late]
  for (const party of parties) party.leave()
  await sleep(50)
  await server.stop()
  const { log } = await logIn(server.dataDir)
  return {
    cutOff,
    reconnects: readers.reduce((sum, { frames }) => sum + frames.reconnects, 0),
    growth: most - before,
    findings: judge({ log, ...seenBy(parties, 8) }),
  }
}

describe('C11 clients that do not read', () => {
  it('are cut off, memory stays bounded, and who comes back has everything', async (context) => {
    const { cutOff, growth, reconnects, findings } = await stalled()
    note(context, {
      id: 'C11',
      name: 'slow clients',
      injected: `${STALLED} sockets that never read, ${Math.round((MESSAGES * Buffer.byteLength(TEXT)) / MEGABYTE)} MB sent to each; ${READERS} that do`,
      times: STALLED,
      result: `${inWords(findings)}; all cut off: ${cutOff}, memory +${Math.round(growth / MEGABYTE)} MB`,
    })
    expect(tally(findings)).toEqual({})
    expect(cutOff).toBe(true)
    expect(reconnects).toBe(0)
    expect(growth).toBeLessThan(GROWTH_BYTES)
  })
  it('negative control: a server that does not see what is unsent', { retry: 2 }, async (context) => {
    const { cutOff } = await stalled({ PLANT_DEAF: '1' })
    note(context, { id: 'C11', control: `does not see what is unsent: cut off ${cutOff}` })
    expect(cutOff).toBe(false)
  })
})
