import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { VoterLimits } from '../src/pipeline/plug-ins/limits.ts'
import { createSeat } from '../src/pipeline/plug-ins/seat.ts'
import { heard, PATIENT, votersFolder, watch } from './helpers/voters.ts'

const SOON = { timeout: 30_000, interval: 20 }

/** Votes, unless a message tells it to misbehave. */
const MOODY = `
const held = []
const moods = {
  throw: (text) => { throw new TypeError('cannot read ' + text) },
  crash: () => process.exit(3),
  hang: () => { for (;;); },
  late: () => { const until = Date.now() + 3000; while (Date.now() < until); },
  hog: () => { for (;;) held.push(new Array(100_000).fill({})) },
  buffers: () => { for (let i = 0; i < 20; i++) held.push(Buffer.alloc(16 * 1024 * 1024, 1)) },
  nonsense: () => ({ refund: true }),
}
export default ({ text }) => moods[text.split(' ')[0]]?.(text) ?? { intent: 'steady', confidence: 0.6 }
`
const STEADY = 'rules: [{ intent: steady, confidence: 0.6, when: { patterns: ["."] } }]'

/** The moody voter and a steady one, both on. */
const both = async (change: Partial<VoterLimits> = {}) => {
  const folder = votersFolder()
  const watched = await watch(folder, {
    limits: { ...PATIENT, deadlineMs: 1_000, hangMs: 2_000, failuresBeforeOff: 3, ...change },
  })
  const { keeper, panel } = watched
  writeFileSync(join(folder, 'moody.js'), MOODY)
  writeFileSync(join(folder, 'steady.yaml'), STEADY)
  await vi.waitFor(() => expect(Object.keys(keeper.book().voters)).toHaveLength(2), SOON)
  for (const name of ['moody', 'steady']) await keeper.command(name, { do: 'on' }, 'ann')
  const who = async (text: string) => {
    const { opinions, leftOut } = await panel.consult(heard(text))
    return { heard: opinions.map(({ voter }) => voter).sort(), leftOut }
  }
  const recovers = () => vi.waitFor(async () => expect((await who('hello')).heard).toContain('plugin:moody'), SOON)
  await recovers()
  return { ...watched, folder, who, recovers }
}

describe('[PV3] a voter that misbehaves is left out of that vote, named, and comes back', () => {
  it.each([
    ['throw', /it threw TypeError/],
    ['nonsense', /its vote cannot be used/],
    ['crash', /its thread ended with code 3/],
    ['hang', /no answer/],
    ['late', /no answer within 1000 ms/],
  ])('%s', async (mood, why) => {
    const { who, recovers, keeper } = await both()
    const { heard: voters, leftOut } = await who(`${mood} 退款`)
    expect(voters).toEqual(['plugin:steady'])
    expect(leftOut).toEqual([{ voter: 'plugin:moody', why: expect.stringMatching(why) }])
    expect(keeper.problems()).toMatchObject([{ voter: 'moody', what: expect.stringContaining('left out') }])
    await recovers()
    expect(keeper.problems()).toEqual([])
  })

  it.each(['hog', 'buffers'])('%s: takes more memory than it may, inside the heap or outside it', async (mood) => {
    const { who, recovers } = await both({ deadlineMs: 30_000, hangMs: 60_000 })
    const { heard: voters, leftOut } = await who(mood)
    expect(voters).toEqual(['plugin:steady'])
    expect(leftOut).toEqual([{ voter: 'plugin:moody', why: 'it took more memory than a voter may have' }])
    await recovers()
  })

  it('says nothing of what the message was', async () => {
    const { who, keeper, log } = await both()
    const { leftOut } = await who('throw 我的手机号 13800138000')
    expect(JSON.stringify([leftOut, keeper.problems(), log])).not.toContain('13800138000')
  })

  it('is asked nothing more while it is busy with a message that it was late for', async () => {
    const { who, recovers } = await both({ hangMs: 20_000 })
    await who('late')
    expect((await who('hello')).leftOut).toEqual([
      { voter: 'plugin:moody', why: 'it is still busy with an earlier message' },
    ])
    await recovers()
  })
})

describe('a late vote', () => {
  const slow = async (tookMs: number, failuresBeforeOff = 3) => {
    let gaveUp = 0
    const seat = createSeat({
      version: { name: 'x', kind: 'rules', sha: 'v1', path: '' },
      run: () => ({
        ready: Promise.resolve({}),
        vote: async ({ text }) => {
          if (text === 'slow') await new Promise((resolve) => setTimeout(resolve, 60))
          return { value: undefined, tookMs }
        },
        stop: async () => undefined,
      }),
      limits: { ...PATIENT, deadlineMs: 20, failuresBeforeOff },
      now: () => new Date(),
      gaveUp: () => void gaveUp++,
    })
    onTestFinished(seat.stop)
    await seat.started
    for (let i = 0; i < failuresBeforeOff; i++) {
      expect((await seat.ask(heard('slow'))).leftOut).toBe('no answer within 20 ms')
      await new Promise((resolve) => setTimeout(resolve, 120))
    }
    return gaveUp
  }
  it('[PV4] counts against the voter that took so long itself', async () => {
    expect(await slow(60)).toBe(1)
  })
  it('[PV3] counts not where it was the machine that was busy', async () => {
    expect(await slow(1)).toBe(0)
  })
})

it('[PV4] a voter that cannot be started again is tried so often, then given up', async () => {
  let starts = 0
  const gaveUp = new Promise<string>((resolve) => {
    const seat = createSeat({
      version: { name: 'x', kind: 'module', sha: 'v1', path: '' },
      run: () => {
        starts++
        return {
          ready: Promise.reject(new Error('the same reason')),
          vote: async () => ({ value: undefined, tookMs: 0 }),
          stop: async () => undefined,
        }
      },
      limits: { ...PATIENT, firstRestartMs: 1, failuresBeforeOff: 3 },
      now: () => new Date(),
      gaveUp: resolve,
    })
    onTestFinished(seat.stop)
    seat.started.catch(() => undefined)
  })
  expect(await gaveUp).toBe('3 failures in a row, the last: the same reason')
  expect(starts).toBe(3)
})

describe('[PV4] after so many failures in a row', () => {
  it('a voter is switched off, and named until somebody decides', async () => {
    const { who, keeper } = await both()
    for (let i = 0; i < 3; i++) await who('throw')
    await vi.waitFor(() => expect(keeper.book().voters['moody']?.state).toBe('off'), SOON)
    expect((await who('hello')).heard).toEqual(['plugin:steady'])
    expect((await who('hello')).leftOut).toEqual([])
    expect(keeper.problems()).toMatchObject([
      { voter: 'moody', what: expect.stringContaining('3 failures in a row, the last: it threw TypeError') },
    ])
    await keeper.command('moody', { do: 'on' }, 'ann')
    await vi.waitFor(async () => expect((await who('hello')).heard).toContain('plugin:moody'), SOON)
    expect(keeper.problems()).toEqual([])
  })

  it('crashes count too', async () => {
    const { who, keeper } = await both()
    await vi.waitFor(async () => {
      await who('crash')
      expect(keeper.book().voters['moody']).toMatchObject({ state: 'off', reason: expect.stringContaining('code 3') })
    }, SOON)
  })

  it('and only then: with a vote between them they are not in a row', async () => {
    const { who, keeper } = await both()
    for (let i = 0; i < 4; i++) {
      await who('throw')
      await who('hello')
    }
    expect((await who('hello')).heard).toContain('plugin:moody')
    expect(keeper.book().voters['moody']?.state).toBe('on')
  })
})
