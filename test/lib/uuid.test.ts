import { describe, expect, it } from 'vitest'
import { createUuidv7 } from '../../src/lib/uuid.ts'

const FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

describe('uuidv7', () => {
  it('carries the time in its first 48 bits, the version and the variant', () => {
    const make = createUuidv7(
      () => 0x0192f0a1_1111,
      (bytes) => bytes.fill(0xff),
    )
    const id = make()
    expect(id).toMatch(FORM)
    expect(id.slice(0, 13)).toBe('0192f0a1-1111')
  })

  it('sorts as made: within a millisecond, when the counter runs over, and when the clock steps back', () => {
    let now = 1_795_000_000_000
    const make = createUuidv7(
      () => now,
      (bytes) => bytes.fill(0xff),
    )
    const ids = Array.from({ length: 10_000 }, make)
    now -= 60_000
    ids.push(make())
    now += 120_000
    ids.push(make())
    expect(ids).toEqual(ids.toSorted())
    expect(new Set(ids).size).toBe(ids.length)
  })
})
