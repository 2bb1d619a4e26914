import { mkdirSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { ModelLimits } from '../src/adapters/onnx/model-pool.ts'
import { createTranslator, TRANSLATOR_LIMITS, type TranslatorFault } from '../src/adapters/onnx/translator.ts'
import type { Translator } from '../src/ports/translator.ts'
import { writeTinyTranslator } from './helpers/tiny-translator.ts'

const ZH_EN = {
  '我的货到哪了呀？': 'Where is my parcel?',
  '订单20261121003345退款了吗？': 'Is order 20261121003345 refunded?',
  '退我129.50元': 'Refund me 12950 yuan',
  '两件各退20元，运费退20元': 'Refund 20 yuan each',
  转人工: 'A person, please.',
}

const modelsDir = async (): Promise<string> => {
  const dir = await mkdtemp(join(tmpdir(), 'tabdesk-translators-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}

const opened = async (
  limits: Partial<ModelLimits> = {},
  prepare: (dir: string) => void = () => {},
): Promise<Translator & { faults: TranslatorFault[] }> => {
  const dir = await modelsDir()
  writeTinyTranslator(join(dir, 'default', 'translators', 'zh-en'), ZH_EN)
  prepare(dir)
  const faults: TranslatorFault[] = []
  const translator = createTranslator({
    modelsDir: dir,
    onFault: (fault) => faults.push(fault),
    limits: { ...TRANSLATOR_LIMITS, deadlineMs: 60_000, ...limits },
  })
  onTestFinished(translator.close)
  return { ...translator, faults }
}
const zhEn = (text: string) => ({ text, from: 'zh', to: 'en' }) as const
const codeOf = (asked: Promise<unknown>): Promise<unknown> => asked.then(String, (error) => error.code)

it('translates by a folder of the shape of Hugging Face, sentence by sentence, line by line', async () => {
  const translator = await opened()
  expect(translator.pairs('default')).toEqual(['zh-en'])
  expect(translator.status()).toEqual({ mounted: ['zh-en'], broken: [] })
  expect(await translator.translate('default', zhEn('我的货到哪了呀？转人工\n转人工'))).toEqual({
    text: 'Where is my parcel? A person, please.\nA person, please.',
    lostNumbers: [],
  })
})

it('says which numbers the translation got wrong', async () => {
  const translator = await opened()
  const right = await translator.translate('default', zhEn('订单20261121003345退款了吗？'))
  expect(right).toEqual({ text: 'Is order 20261121003345 refunded?', lostNumbers: [] })
  const wrong = await translator.translate('default', zhEn('退我129.50元'))
  expect(wrong).toEqual({ text: 'Refund me 12950 yuan', lostNumbers: ['129.50'] })
  const once = await translator.translate('default', zhEn('两件各退20元，运费退20元'))
  expect(once.lostNumbers, 'it stands there twice').toEqual(['20'])
})

it('[TL3] knows the pairs of a tenant and no others, nor other folders', async () => {
  const translator = await opened({}, (dir) => {
    mkdirSync(join(dir, 'default', 'translators', 'en-zh'))
    writeTinyTranslator(join(dir, 'default', 'translators', 'fr-en'), {})
    writeTinyTranslator(join(dir, 'other', 'translators', 'en-zh'), {})
  })
  expect(translator.pairs('default')).toEqual(['zh-en'])
  expect(translator.pairs('other')).toEqual(['en-zh'])
  expect(translator.pairs('../default')).toEqual([])
  expect(await codeOf(translator.translate('other', zhEn('转人工')))).toBe('not_found')
  expect(await codeOf(translator.translate('default', { text: 'hi', from: 'en', to: 'zh' }))).toBe('not_found')
})

it('a long sentence is said clause by clause, and none is cut', async () => {
  const translator = await opened({}, (dir) => {
    writeTinyTranslator(join(dir, 'other', 'translators', 'zh-en'), { 转人工: 'Person' }, { isEndless: true })
    const clauses = {
      '我的货到哪了，': 'Where is my parcel,',
      '我等了三天了，': 'three days I have waited,',
      转人工: 'a person.',
    }
    writeTinyTranslator(join(dir, 'clauses', 'translators', 'zh-en'), clauses)
  })
  const long = `${'我的货到哪了，'.repeat(119)}${'我等了三天了，'.repeat(119)}转人工`
  expect((await translator.translate('clauses', zhEn(long))).text).toContain(
    'Where is my parcel, three days I have waited,',
  )
  const endless = '转人工'.repeat(600)
  expect(await codeOf(translator.translate('default', zhEn(endless))), 'more than it can read').toBe('unprocessable')
  expect(await codeOf(translator.translate('other', zhEn('转人工'))), 'never comes to an end').toBe('unprocessable')
})

it('a text that the model has no words for is refused, and the model goes on', async () => {
  const translator = await opened()
  expect(await codeOf(translator.translate('default', zhEn('今天天气不错')))).toBe('unprocessable')
  expect(translator.status()).toEqual({ mounted: ['zh-en'], broken: [] })
  expect((await translator.translate('default', zhEn('转人工'))).text).toBe('A person, please.')
})

it('[TL1] ends by its deadline whatever the model does, with the event loop free meanwhile', async () => {
  const translator = await opened({ deadlineMs: 1, restMs: 0 })
  let turns = 0
  const loop = setInterval(() => turns++, 1)
  expect(await codeOf(translator.translate('default', zhEn('转人工')))).toBe('model_down')
  clearInterval(loop)
  expect(turns).toBeGreaterThan(0)
  expect(translator.faults).toEqual([{ tenant: 'default', pair: 'zh-en', why: 'no translation within 1 ms' }])
})

it('[TL1] a process that takes more memory than it may ends, and the call with it', async () => {
  const translator = await opened({ processBytes: 1_000_000, restMs: 0 })
  expect(await codeOf(translator.translate('default', zhEn('转人工')))).toBe('model_down')
  expect(translator.faults).toMatchObject([{ why: expect.stringMatching(/ended with code 86/) }])
})

it('[TL2] a folder that is broken is said to be, left alone for a while, and works once it is mended', async () => {
  let folder = ''
  const translator = await opened({ restMs: 0 }, (dir) => {
    writeTinyTranslator(join(dir, 'other', 'translators', 'zh-en'), ZH_EN)
    folder = join(dir, 'default', 'translators', 'zh-en')
    writeFileSync(join(folder, 'onnx', 'decoder_model_merged.onnx'), 'no network')
  })
  for (let asked = 0; asked < 2; asked++) {
    const refused = await translator.translate('default', zhEn('转人工')).catch((error) => error)
    expect(refused).toMatchObject({ code: 'model_down', message: 'the model for zh-en does not translate now' })
  }
  // To everybody by its pair alone, to the log once and in full.
  expect(translator.status()).toEqual({ mounted: ['zh-en'], broken: ['zh-en'] })
  expect(translator.faults).toEqual([{ tenant: 'default', pair: 'zh-en', why: expect.stringMatching(/onnx/i) }])
  writeTinyTranslator(folder, ZH_EN)
  expect((await translator.translate('default', zhEn('转人工'))).text).toBe('A person, please.')
  expect(translator.status().broken).toEqual([])
})

it('two models take turns where only one process may be', async () => {
  const translator = await opened({ processes: 1 }, (dir) =>
    writeTinyTranslator(join(dir, 'default', 'translators', 'en-zh'), { 'Hello.': '您好。' }),
  )
  expect((await translator.translate('default', zhEn('转人工'))).text).toBe('A person, please.')
  const enZh = { text: 'Hello.', from: 'en', to: 'zh' } as const
  const [one, other] = await Promise.all([
    translator.translate('default', enZh),
    codeOf(translator.translate('default', zhEn('转人工'))),
  ])
  expect(one.text).toBe('您好。')
  expect(other, 'its place is taken by one at work').toBe('model_down')
})
