import { expect, it } from 'vitest'
import { createModelPool } from '../src/adapters/onnx/model-pool.ts'
import { TRANSCRIBER_LIMITS } from '../src/adapters/onnx/transcriber.ts'
import { Refusal } from '../src/domain/errors.ts'

it('a pool that closes blames no model for what it had to leave, and starts none afterwards', async () => {
  const faults: string[] = []
  let started = 0
  const pool = createModelPool<string, string>({
    limits: TRANSCRIBER_LIMITS,
    words: { waiting: 'notes wait', does: 'transcribe', made: 'words' },
    onFault: (_, why) => faults.push(why),
    start: () => {
      started += 1
      let gone: string | undefined
      let end = (_: Error): void => undefined
      return {
        ask: () =>
          new Promise((_, reject) => {
            if (gone !== undefined) reject(new Error(gone))
            end = reject
          }),
        isGone: () => gone !== undefined,
        kill: async (why) => {
          gone = why
          end(new Error(why))
        },
      }
    },
  })
  const asked = ['at work', 'waiting'].map((question) => pool.ask('dir', 'speech', question).catch((error) => error))
  await new Promise(setImmediate)
  await pool.close()
  const errors = await Promise.all([...asked, pool.ask('dir', 'speech', 'late').catch((error) => error)])
  expect(errors).toEqual(Array(3).fill(new Refusal('draining', 'the product closes')))
  expect(errors.map(({ code }) => code)).toEqual(Array(3).fill('draining'))
  expect([faults, pool.broken(), started]).toEqual([[], [], 1])
})
