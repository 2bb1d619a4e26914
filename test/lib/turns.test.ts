import { describe, expect, it } from 'vitest'
import { createTurns } from '../../src/lib/turns.ts'

const door = () => {
  let open: () => void = () => {}
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, passed }
}

describe('turns', () => {
  it('run so many at once, the rest in their order', async () => {
    const turns = createTurns(2)
    const doors = Array.from({ length: 5 }, door)
    const begun: number[] = []
    const works = doors.map(({ passed }, i) =>
      turns(async () => {
        begun.push(i)
        await passed
        return i
      }),
    )
    expect(begun).toEqual([0, 1])
    doors[1]?.open()
    await works[1]
    await new Promise(setImmediate)
    expect(begun).toEqual([0, 1, 2])
    for (const { open } of doors) open()
    expect(await Promise.all(works)).toEqual([0, 1, 2, 3, 4])
    expect(begun).toEqual([0, 1, 2, 3, 4])
  })

  it('go on after work that failed', async () => {
    const turns = createTurns(1)
    const failed = turns(async () => {
      throw new Error('no')
    })
    const next = turns(async () => 'yes')
    await expect(failed).rejects.toThrow('no')
    expect(await next).toBe('yes')
  })
})
