import { expect, it } from 'vitest'
import { createComebacks } from '../src/lib/comebacks.ts'

const bench = () => {
  let time = 1_000_000
  const comebacks = createComebacks({ places: 100, soonestMs: 100, latestMs: 5_000, now: () => time })
  return {
    refuse: (count: number, waitMs = 0) => Array.from({ length: count }, () => comebacks.next(waitMs)),
    pass: (ms: number) => {
      time += ms
    },
  }
}

it('a crowd comes back one after the other, as fast as places become free', () => {
  const { refuse } = bench()
  const times = refuse(200, 400)
  expect(times[0]).toBe(404)
  expect(times[99]).toBe(800)
  expect(times[199]).toBe(1_200)
  for (let from = 0; from < 1_200; from += 100)
    expect(times.filter((ms) => ms > from && ms <= from + 100).length, `from ${from}`).toBeLessThanOrEqual(25)
})

it('who is refused later comes after those who were refused before, until their time has passed', () => {
  const { refuse, pass } = bench()
  expect(refuse(100, 400).at(-1)).toBe(800)
  pass(300)
  expect(refuse(1, 400)).toEqual([504])
  pass(60_000)
  expect(refuse(1, 400)).toEqual([404])
})

it('nobody comes sooner than there can be room, nor so late that they seem forgotten', () => {
  const { refuse, pass } = bench()
  expect(refuse(1)).toEqual([101])
  expect(Math.max(...refuse(100_000, 300))).toBe(5_000)
  expect(refuse(1, 60_000)).toEqual([5_000])
  // A clock that is put back holds nobody longer than that either, and it passes.
  pass(-3_600_000)
  expect(refuse(1)).toEqual([5_000])
  for (let n = 0; n < 100; n++) {
    pass(100)
    refuse(1)
  }
  expect(refuse(1)[0]).toBeLessThan(200)
})
