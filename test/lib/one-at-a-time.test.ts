import { expect, it } from 'vitest'
import { oneAtATime } from '../../src/lib/one-at-a-time.ts'

it('joins the run that is under way, begins anew after it, also after one that failed, and waits for its end', async () => {
  const ends: (() => void)[] = []
  let fail = false
  const { run, ended } = oneAtATime(async () => {
    await new Promise<void>((resolve) => ends.push(resolve))
    if (fail) throw new Error('no luck')
  })
  await ended()
  const first = run()
  expect(run()).toBe(first)
  ends[0]?.()
  await first
  expect(ends).toHaveLength(1)

  fail = true
  const second = run()
  const over = ended()
  ends[1]?.()
  await expect(second).rejects.toThrow('no luck')
  await over

  fail = false
  const third = run()
  ends[2]?.()
  await third
  expect(ends).toHaveLength(3)
})
