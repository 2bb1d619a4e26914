import { describe, expect, it } from 'vitest'
import { reconnectDelay } from '../src/client/backoff.ts'
import { createCid } from '../src/client/cid.ts'
import { usableStore } from '../src/web/shared/store.ts'
import { ack, connectionBench, message, WELCOME } from './helpers/connection.ts'

describe('connection', () => {
  it('[W4] greets with its device and where to go on from', async () => {
    const { start, taken, states } = connectionBench()
    await start()
    expect(taken()).toEqual([{ type: 'hello', device: 'd1', resume: [{ conversation: 'c1', epoch: 'e1', seq: 7 }] }])
    expect(states.at(-1)?.name).toBe('connecting')
  })

  it('sends nothing before welcome, then everything in order', async () => {
    const { connection, start, hear, sends } = connectionBench()
    connection.send(message('a'))
    connection.send(message('b'))
    await start()
    expect(sends()).toEqual([])
    hear(WELCOME)
    expect(sends()).toEqual(['a'])
    hear(ack('a'))
    expect(sends()).toEqual(['a', 'b'])
  })

  it('gives up a server that takes the call and says nothing, and comes back', async () => {
    const { connection, pass, dialled, states } = connectionBench()
    connection.start()
    await pass(15_000)
    expect(states.at(-1)?.name, 'a WebSocket and plain HTTP after it have their time').toBe('connecting')
    await pass(15_000)
    expect(states.map(({ name }) => name)).toContain('waiting')
    expect(dialled.length).toBeGreaterThan(1)
  })

  it('tells of what came before welcome after it', async () => {
    const { start, hear, received } = connectionBench()
    await start()
    hear({ type: 'status', conversation: 'c1', state: 'bot' })
    expect(received).toEqual([])
    hear(WELCOME)
    hear({ type: 'beat' })
    expect(received).toEqual(['welcome', 'status', 'beat'])
  })

  it('replaces a line that is silent for 2.5 heartbeats, also one that never says welcome', async () => {
    const { online, hear, pass, states, dialled } = connectionBench()
    await online()
    await pass(24_000)
    hear({ type: 'beat' })
    await pass(24_999)
    expect(states.at(-1)?.name).toBe('online')
    await pass(1)
    expect(states.at(-1)?.name).toBe('waiting')
    const mute = connectionBench()
    await mute.start()
    await mute.pass(10_000)
    expect(mute.states.at(-1)?.name).toBe('waiting')
    expect(dialled).toHaveLength(1)
  })

  it('replaces a line on which a message goes unanswered twice and nothing else is heard; one word shows that it lives', async () => {
    const silent = connectionBench()
    await silent.online()
    silent.connection.send(message('a'))
    await silent.pass(9_999)
    expect(silent.states.at(-1)?.name, 'it was sent again after 5 s').toBe('online')
    expect(silent.sends()).toEqual(['a', 'a'])
    await silent.pass(1)
    expect(silent.states.at(-1)?.name).toBe('waiting')
    await silent.pass(1_000)
    await silent.reopen()
    expect(silent.sends()).toEqual(['a', 'a', 'a'])
    silent.hear(ack('a'))
    expect(silent.delivered).toEqual(['a@1'])

    const slow = connectionBench()
    await slow.online()
    slow.connection.send(message('a'))
    for (let beats = 0; beats < 4; beats++) {
      await slow.pass(9_000)
      slow.hear({ type: 'beat' })
    }
    expect(slow.states.at(-1)?.name, 'it is slow, and there').toBe('online')
    const idle = connectionBench()
    await idle.online()
    await idle.pass(20_000)
    expect(idle.states.at(-1)?.name, 'nothing was said that could be answered').toBe('online')
  })

  it('replaces a server that is there and slow once, not again and again, and is quick again after an ack', async () => {
    const { connection, online, pass, reopen, hear, dialled, states } = connectionBench()
    await online()
    connection.send(message('a'))
    await pass(10_000)
    expect(states.at(-1)?.name).toBe('waiting')
    await pass(1_000)
    await reopen()
    for (let beats = 0; beats < 4; beats++) {
      await pass(15_000)
      hear({ type: 'beat' })
    }
    expect(states.at(-1)?.name).toBe('online')
    expect(dialled).toHaveLength(2)
    hear(ack('a'))
    connection.send(message('b'))
    await pass(10_000)
    expect(states.at(-1)?.name).toBe('waiting')
  })

  it('comes back by itself and sends what has no ack', async () => {
    const { connection, online, close, pass, reopen, sends, states } = connectionBench()
    await online()
    connection.send(message('a'))
    await close(1006)
    expect(states.at(-1)).toMatchObject({ name: 'waiting', draining: false })
    await pass(30_000)
    await reopen()
    expect(sends()).toEqual(['a', 'a'])
    expect(states.at(-1)?.name).toBe('online')
  })

  it('says that a draining server is one, and comes back soon', async () => {
    const { online, close, states } = connectionBench()
    await online()
    await close(4503)
    expect(states.at(-1)).toEqual({ name: 'waiting', retryAt: 750, draining: true })
  })

  it('gets another token when the first has expired, and asks a person when there is none', async () => {
    const { online, close, asked, dialled } = connectionBench({ tokens: ['t1', 't2', undefined] })
    await online()
    await close(4401)
    expect(asked).toEqual([false, true])
    expect(dialled).toEqual(['t1', 't2'])
    const agent = connectionBench({ tokens: ['t1', undefined] })
    await agent.online()
    await agent.close(4401)
    expect(agent.states.at(-1)).toEqual({ name: 'refused', code: 4401 })
  })

  it('finds out whether an upgrade failed for the token, and does not storm a server that refuses all', async () => {
    const { connection, close, dialled, states, asked, pass } = connectionBench({ refused: true })
    connection.start()
    await pass(0)
    await close(1006)
    expect(dialled).toEqual(['t1', 't2'])
    await close(1006)
    expect(states.at(-1)?.name).toBe('waiting')
    expect(asked).toEqual([false, true])
    const network = connectionBench({ refused: false })
    network.connection.start()
    await network.pass(0)
    await network.close(1006)
    expect(network.states.at(-1)?.name).toBe('waiting')
    expect(network.dialled).toEqual(['t1'])
  })

  it('does not come back where it may not be', async () => {
    const { online, close, pass, states, dialled } = connectionBench()
    await online()
    await close(4403)
    await pass(600_000)
    expect(states.at(-1)).toEqual({ name: 'refused', code: 4403 })
    expect(dialled).toHaveLength(1)
  })

  it('connects at once when the network is back', async () => {
    const { connection, online, close, dialled, pass } = connectionBench()
    await online()
    await close(1006)
    connection.retryNow()
    await pass(0)
    expect(dialled).toHaveLength(2)
  })

  it('gives the line up at once when the device has no network, and dials no faster for being told again', async () => {
    const { connection, online, states, dialled, pass } = connectionBench()
    connection.networkLost()
    expect(states, 'control: there is no line to lose').toEqual([])
    await online()
    connection.networkLost()
    await pass(0)
    expect(states.at(-1)?.name).toBe('waiting')
    connection.networkLost()
    expect(dialled).toHaveLength(1)
    connection.retryNow()
    await pass(0)
    expect(dialled).toHaveLength(2)
  })

  it('ignores what it cannot read, and what an old line still says', async () => {
    const { connection, online, garble, states, received } = connectionBench()
    await online()
    garble('{')
    garble('null')
    garble('{"type":"from the future"}')
    garble('{"type":"event"}')
    garble('{"type":"status","conversation":"c1","state":null}')
    expect(states.at(-1)?.name).toBe('online')
    expect(received).toEqual(['welcome', 'from the future'])
    connection.stop()
    garble(JSON.stringify(WELCOME))
    expect(states.at(-1)?.name).toBe('closed')
  })
})

describe('pauses before coming back', () => {
  it('double up to half a minute, anywhere between nothing and the bound', () => {
    expect([0, 1, 2, 3, 6, 20].map((attempt) => reconnectDelay(attempt, 1006, 0.999))).toEqual([
      500, 999, 1998, 3996, 29_970, 29_970,
    ])
    expect(reconnectDelay(5, 1006, 0)).toBe(0)
  })

  it('leave a server alone that has too many', () => {
    expect(reconnectDelay(0, 4429, 0)).toBe(5_000)
  })
})

describe('ids of messages', () => {
  it('are UUIDs of version 7 that sort by time', () => {
    const random = new Uint8Array(16).fill(255)
    const early = createCid(1_700_000_000_000, random)
    const late = createCid(1_700_000_000_001, new Uint8Array(16))
    expect(early).toBe('018bcfe5-6800-7fff-bfff-ffffffffffff')
    expect(late > early).toBe(true)
    expect(late).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})

describe('browser storage', () => {
  it('is replaced where it is forbidden', () => {
    const forbidden = usableStore(() => {
      throw new Error('SecurityError')
    })
    forbidden.setItem('a', '1')
    expect(forbidden.getItem('a')).toBe('1')
  })
})
