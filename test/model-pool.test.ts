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

it('says over which question a model broke: not over those that waited behind it, came while it rests, or were too many', async () => {
  let end = (_: Error): void => undefined
  let isGone = false
  const pool = createModelPool<string, string>({
    limits: TRANSCRIBER_LIMITS,
    words: { waiting: 'notes wait', does: 'transcribe', made: 'words' },
    onFault: () => undefined,
    start: () => ({
      ask: () =>
        new Promise((_, reject) => {
          if (isGone) reject(new Error('its process ended'))
          end = reject
        }),
      isGone: () => isGone,
      kill: async () => undefined,
    }),
  })
  const ask = (question: string) => pool.ask('dir', 'speech', question).catch((error) => error)
  const asked = ['breaks it', 'behind it', 'behind that', 'too many'].map(ask)
  await new Promise(setImmediate)
  isGone = true
  end(new Error('its process ended'))
  const errors = [...(await Promise.all(asked)), await ask('while it rests')]
  expect(errors.map(({ code, broke }) => [code, broke])).toEqual(
    [true, false, false, false, false].map((broke) => ['model_down', broke]),
  )
  expect(pool.broken()).toEqual(['dir'])
  await pool.close()
})
