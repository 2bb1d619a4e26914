import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import type { ModelLimits } from '../src/adapters/onnx/model-pool.ts'
import { openTranscriber, TRANSCRIBER_LIMITS, type TranscriberFault } from '../src/adapters/onnx/transcriber.ts'
import type { Transcriber } from '../src/ports/transcriber.ts'
import { soundOf, writeTinyTranscriber } from './helpers/tiny-transcriber.ts'

const ZH = ['我', '的', '货', '到', '哪', '了', '呀']
const EN = ['W', 'H', 'E', 'R', '|', 'I', 'S', '[UNK]']

const opened = async (
  prepare: (dir: string) => void,
  limits: Partial<ModelLimits> = {},
): Promise<Transcriber & { faults: TranscriberFault[]; dir: string }> => {
  const dir = await mkdtemp(join(tmpdir(), 'tabdesk-transcribers-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  prepare(dir)
  const faults: TranscriberFault[] = []
  const transcriber = await openTranscriber({
    modelsDir: dir,
    onFault: (fault) => faults.push(fault),
    limits: { ...TRANSCRIBER_LIMITS, deadlineMs: 60_000, ...limits },
  })
  onTestFinished(transcriber.close)
  return { ...transcriber, faults, dir }
}
const folder = (dir: string, tenant = 'default'): string => join(dir, tenant, 'transcriber')
const codeOf = (asked: Promise<unknown>): Promise<unknown> => asked.then(String, (error) => error.code)

it('writes what it hears: what is repeated once, blanks between doubles, spaces between words, nothing for silence', async () => {
  const { transcribe, isMounted, status } = await opened(
    (dir) => {
      writeTinyTranscriber(folder(dir), ZH, { language: 'zh-CN' })
      writeTinyTranscriber(folder(dir, 'english'), EN)
    },
    { processes: 2 },
  )
  expect([isMounted('default'), isMounted('english'), isMounted('other')]).toEqual([true, true, false])
  expect(status()).toEqual({ mounted: 2, broken: 0 })
  const heard = await transcribe('default', soundOf([0, 1, 2, 3, 4, 5, 6, 7, 0]))
  expect(heard).toEqual({ text: '我的货到哪了呀', confidence: expect.closeTo(1, 5), language: 'zh' })
  expect((await transcribe('default', soundOf([1, 1, 0, 1, 2]))).text, 'two with silence between').toBe('我我的')
  expect(await transcribe('default', soundOf([0, 0, 0]))).toEqual({ text: '', confidence: 0, language: 'zh' })
  const english = await transcribe('english', soundOf([1, 2, 3, 4, 3, 5, 8, 6, 7]))
  expect(english, 'specials are not said').toEqual({ text: 'Where is', confidence: expect.closeTo(1, 5) })
})

it('hears a quiet voice as a loud one where the model wants samples brought to one loudness, and only there', async () => {
  const { transcribe } = await opened(
    (dir) => {
      writeTinyTranscriber(folder(dir), [...'一二三四五六七八九十甲乙丙丁'], { normalises: true })
      writeTinyTranscriber(folder(dir, 'plain'), [...'一二三四五六七八九十'])
    },
    { processes: 2 },
  )
  // One and seven steps of 5: 0.2 and 1.4 of what is loud on average.
  const [loud, quiet] = [soundOf([1, 7], { step: 0.1 }), soundOf([1, 7], { step: 0.05 })]
  expect((await transcribe('default', loud)).text).toBe('二丁')
  expect((await transcribe('default', quiet)).text).toBe('二丁')
  expect((await transcribe('plain', loud)).text).toBe('一七')
  expect((await transcribe('plain', quiet)).text).not.toBe('一七')
})

it('says how sure it was', async () => {
  const { transcribe } = await opened((dir) => writeTinyTranscriber(folder(dir), ZH, { sure: 50 }))
  const { text, confidence } = await transcribe('default', soundOf([1, 2, 3]))
  expect(text).toBe('我的货')
  expect(confidence).toBeGreaterThan(0.2)
  expect(confidence).toBeLessThan(0.6)
})

it('a long note is cut where it is quiet: no word is', async () => {
  const { transcribe } = await opened((dir) => writeTinyTranscriber(folder(dir), ZH))
  // 24 s: a loud word lies over the 20th second, silence before it.
  const levels = Array.from({ length: 24 * 50 }, (_, frame) => (frame < 890 ? 1 : frame < 900 ? 0 : 2))
  expect((await transcribe('default', soundOf(levels, { frames: 1 }))).text).toBe('我的')
})

it('[TC3] a tenant without a model of its own is not heard by another', async () => {
  const { transcribe } = await opened((dir) => writeTinyTranscriber(folder(dir), ZH))
  expect(await codeOf(transcribe('other', soundOf([1])))).toBe('not_found')
  expect(await codeOf(transcribe('../default', soundOf([1])))).toBe('not_found')
})

it('[TC1] ends by its deadline whatever the model does, with the event loop free meanwhile', async () => {
  const transcriber = await opened((dir) => writeTinyTranscriber(folder(dir), ZH), { deadlineMs: 1, restMs: 0 })
  let turns = 0
  const loop = setInterval(() => turns++, 1)
  expect(await codeOf(transcriber.transcribe('default', soundOf([1])))).toBe('model_down')
  clearInterval(loop)
  expect(turns).toBeGreaterThan(0)
  expect(transcriber.faults).toEqual([{ tenant: 'default', why: 'no transcript within 1 ms' }])
  expect(transcriber.status()).toEqual({ mounted: 1, broken: 1 })
})

it('[TC1] a process that takes more memory than it may ends, and the call with it', async () => {
  const transcriber = await opened((dir) => writeTinyTranscriber(folder(dir), ZH), { processBytes: 1_000_000 })
  expect(await codeOf(transcriber.transcribe('default', soundOf([1])))).toBe('model_down')
  expect(transcriber.faults).toMatchObject([{ why: expect.stringMatching(/ended with code 86/) }])
})

it('[TC2] killed at its work the call ends, and the next one finds another process', async () => {
  let weights = ''
  const transcriber = await opened(
    (dir) => {
      writeTinyTranscriber(folder(dir), ZH)
      weights = join(folder(dir), 'onnx', 'model.onnx')
      rmSync(weights)
      // Nobody writes into it: whoever reads is at it until the end.
      execFileSync('mkfifo', [weights])
    },
    { restMs: 0 },
  )
  const asked = codeOf(transcriber.transcribe('default', soundOf([1])))
  const running = () =>
    readdirSync('/proc').find((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder(transcriber.dir))
      } catch {
        return false
      }
    })
  process.kill(Number(await vi.waitUntil(running, { timeout: 30_000 })), 'SIGKILL')
  expect(await asked).toBe('model_down')
  expect(transcriber.faults).toEqual([{ tenant: 'default', why: 'its process ended with SIGKILL' }])
  rmSync(weights)
  writeTinyTranscriber(folder(transcriber.dir), ZH)
  expect((await transcriber.transcribe('default', soundOf([1]))).text).toBe('我')
})

it('[TC2] a network that is broken is left alone for a while, told of once, and heard again once it is mended', async () => {
  const transcriber = await opened(
    (dir) => {
      writeTinyTranscriber(folder(dir), ZH)
      writeFileSync(join(folder(dir), 'onnx', 'model.onnx'), 'no network')
    },
    { restMs: 0 },
  )
  for (let asked = 0; asked < 2; asked++)
    expect(await codeOf(transcriber.transcribe('default', soundOf([1])))).toBe('model_down')
  expect(transcriber.faults).toEqual([{ tenant: 'default', why: expect.stringMatching(/onnx/i) }])
  writeTinyTranscriber(folder(transcriber.dir), ZH)
  expect((await transcriber.transcribe('default', soundOf([1]))).text).toBe('我')
  expect(transcriber.status().broken).toBe(0)
})

it.each([
  ['a Whisper', 'config.json', { model_type: 'whisper', is_encoder_decoder: true }, /whisper.*only CTC models/],
  [
    'one of spectra',
    'preprocessor_config.json',
    { feature_extractor_type: 'SeamlessM4TFeatureExtractor' },
    /raw samples/,
  ],
  ['one for telephones', 'preprocessor_config.json', { sampling_rate: 8_000 }, /sampling_rate 8000/],
  ['vocabularies by language', 'vocab.json', { eng: { a: 1 } }, /vocab\.json cannot be used/],
])('%s is left out, and it is said why and what to do', async (_, file, content, why) => {
  const transcriber = await opened((dir) => {
    writeTinyTranscriber(folder(dir), ZH)
    writeFileSync(join(folder(dir), file), JSON.stringify(content))
  })
  expect(transcriber.isMounted('default')).toBe(false)
  expect(transcriber.status()).toEqual({ mounted: 1, broken: 1 })
  expect(transcriber.faults).toEqual([{ tenant: 'default', why: expect.stringMatching(why) }])
})
