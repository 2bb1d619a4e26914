import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createTranslator, TRANSLATOR_LIMITS } from '../src/adapters/onnx/translator.ts'
import { FarGone } from '../src/lib/far-end.ts'
import { writeTinyTranslator } from './helpers/tiny-translator.ts'

const DEADLINE_MS = 1_000

/** A model that answers when the test says so. */
const slow = () => {
  const dir = mkdtempSync(join(tmpdir(), 'tabdesk-translators-'))
  writeTinyTranslator(join(dir, 'default', 'translators', 'zh-en'), {})
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const begun = new Map<string, { say(text: string): void; fail(error: Error): void }>()
  const kills: string[] = []
  const translator = createTranslator({
    modelsDir: dir,
    onFault: () => undefined,
    limits: { ...TRANSLATOR_LIMITS, deadlineMs: DEADLINE_MS },
    start: () => ({
      ask: ({ text }) =>
        kills[0] === undefined
          ? new Promise((say, fail) => begun.set(text, { say, fail }))
          : Promise.reject(new FarGone(kills[0])),
      isGone: () => kills.length > 0,
      kill: async (why) => {
        kills.push(why)
        for (const { fail } of begun.values()) fail(new FarGone(why))
      },
    }),
  })
  const ask = (text: string): Promise<string> =>
    translator.translate('default', { text, from: 'zh', to: 'en' }).then(
      (made) => made.text,
      (error) => `${error.code}: ${error.message}`,
    )
  return { ask, begun, kills }
}

it('[TL1] a text has its time from when its turn comes; what waited before it costs nobody the model', async () => {
  const { ask, begun, kills } = slow()
  const [first, second] = [ask('一'), ask('二')]
  await vi.advanceTimersByTimeAsync(DEADLINE_MS * 0.8)
  begun.get('一')?.say('one')
  expect(await first).toBe('one')
  await vi.advanceTimersByTimeAsync(DEADLINE_MS * 0.8)
  expect(kills).toEqual([])
  begun.get('二')?.say('two')
  expect(await second).toBe('two')
})

it('[TL1] a text whose turn does not come in time is refused, never reaches the model, and the model goes on', async () => {
  const { ask, begun, kills } = slow()
  const [first, second, third] = [ask('一'), ask('二'), ask('三')]
  await vi.advanceTimersByTimeAsync(DEADLINE_MS * 0.9)
  begun.get('一')?.say('one')
  expect(await first).toBe('one')
  await vi.advanceTimersByTimeAsync(DEADLINE_MS * 0.2)
  expect(await third).toMatch(/^model_down: too many texts wait/)
  expect(kills).toEqual([])
  begun.get('二')?.say('two')
  expect(await second).toBe('two')
  const fourth = ask('四')
  await vi.advanceTimersByTimeAsync(0)
  expect([...begun.keys()]).toEqual(['一', '二', '四'])
  begun.get('四')?.say('four')
  expect(await fourth).toBe('four')
})

it('[TL1] one that is at work longer than that loses its model, as do those who wait for it', async () => {
  const { ask, kills } = slow()
  const [first, second] = [ask('一'), ask('二')]
  await vi.advanceTimersByTimeAsync(DEADLINE_MS * 0.9)
  expect(kills).toEqual([])
  await vi.advanceTimersByTimeAsync(DEADLINE_MS * 0.2)
  expect(kills).toEqual([`no translation within ${DEADLINE_MS} ms`])
  expect(await first).toMatch(/^model_down/)
  expect(await second).toMatch(/^model_down/)
})
