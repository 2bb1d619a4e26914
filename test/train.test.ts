import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadHeads, saveHeads } from '../src/adapters/local/model-files.ts'
import type { Heads } from '../src/domain/heads.ts'
import { judge } from '../src/pipeline/ensemble.ts'
import { createPoll } from '../src/pipeline/poll.ts'
import { smallShop, trainSmall } from './helpers/small-shop.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tabdesk-train-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const bytesOf = async (name: string, heads: Heads): Promise<Buffer[]> => {
  await saveHeads(join(dir, name), heads)
  return Promise.all(['model.json', 'heads.bin'].map((file) => readFile(join(dir, name, file))))
}

describe('train', () => {
  it('gives the same bytes for the same seed, others for another', async () => {
    const examples = smallShop({ perIntent: 12 })
    const [first, again, other] = await Promise.all(
      [1, 1, 2].map((seed, i) => bytesOf(String(i), trainSmall({ examples, seed }))),
    )
    expect(again).toEqual(first)
    expect(other?.[1]?.equals(first?.[1] as Buffer)).toBe(false)
  })

  it('gives other bytes when one label changes', async () => {
    const examples = smallShop({ perIntent: 12 })
    const changed = examples.map((example, i) => (i === 0 ? { ...example, intent: 'track_parcel' } : example))
    expect(await bytesOf('a', trainSmall({ examples }))).not.toEqual(
      await bytesOf('b', trainSmall({ examples: changed })),
    )
  })

  it('learns: unseen messages are mostly right, and the heads survive the file', async () => {
    const heads = trainSmall({
      examples: smallShop({ perIntent: 20 }),
      validation: smallShop({ perIntent: 20, seed: 5 }),
    })
    await saveHeads(dir, heads)
    const { fingerprint, ...loaded } = await loadHeads(dir)
    expect(fingerprint).toMatch(/^[0-9a-f]{16}$/)
    expect(loaded).toEqual(heads)
    const poll = createPoll(loaded, {})
    const unseen = smallShop({ perIntent: 20, seed: 9 })
    const right = unseen.filter((message) => {
      const { ballots } = poll({ ...message, at: new Date(0) })
      const { verdict } = judge(
        ballots,
        loaded.manifest.intents,
        loaded.manifest.stacks.full,
        loaded.manifest.policy.outOfScopeAbove,
      )
      return verdict.intent === message.intent
    })
    expect(right.length / unseen.length).toBeGreaterThan(0.8)
  })

  it('calibrates on the validation messages when there are any, and says so', () => {
    const examples = smallShop({ perIntent: 8 })
    const validation = smallShop({ perIntent: 12, seed: 5 })
    const { calibration } = trainSmall({ examples, validation }).manifest
    expect(calibration).toMatchObject({ source: 'validation', rows: validation.length, outOfScope: 'validation' })
    expect(trainSmall({ examples }).manifest.calibration).toMatchObject({
      source: 'cross-fitted',
      rows: examples.length,
      outOfScope: 'held-out intents',
    })
  })

  it('is modest where messages are hard: what it claims is about what is right', () => {
    const { figures } = trainSmall({ examples: smallShop({ perIntent: 160, mislabelled: 0.3 }) }).manifest
    expect(figures.full.accuracy.share).toBeLessThan(0.9)
    // Of 800 messages in 15 bins chance alone makes about 0.05.
    expect(figures.full.ece).toBeLessThan(0.08)
  })

  it('works without messages out of scope, with five examples an intent and with one', () => {
    const inScope = ['refund_status', 'track_parcel', 'invoice_how_to', 'change_address']
    for (const perIntent of [5, 2]) {
      const { policy, calibration, intents } = trainSmall({
        examples: smallShop({ perIntent, intents: inScope }),
      }).manifest
      expect(intents).toEqual(inScope.toSorted())
      expect(calibration.outOfScope).toBe('held-out intents')
      expect(policy.answerAbove).toBeGreaterThanOrEqual(0.9)
      expect(policy.outOfScopeAbove).toBeGreaterThan(0)
    }
    const [lone, ...others] = smallShop({ perIntent: 5, intents: inScope })
    const withLone = [...others.filter(({ intent }) => intent !== lone?.intent), ...(lone === undefined ? [] : [lone])]
    expect(trainSmall({ examples: withLone }).manifest.intents).toEqual(inScope.toSorted())
  })

  it('says so when the evidence does not carry the bar', () => {
    const { evidence } = trainSmall({ examples: smallShop({ perIntent: 5 }) }).manifest
    expect(evidence.wanted).toBe(0.92)
    expect(evidence.reached).toBe(evidence.answered.lower >= evidence.wanted)
  })
})

describe('loadHeads', () => {
  it('names the file and the command when the model is missing, damaged or of another format', async () => {
    await expect(loadHeads(join(dir, 'none'))).rejects.toThrow(
      /none\/model\.json: there is no such file.*npx tabdesk train/s,
    )
    await saveHeads(dir, trainSmall({ examples: smallShop({ perIntent: 5 }) }))
    const bytes = await readFile(join(dir, 'heads.bin'))
    bytes[100] = (bytes[100] as number) ^ 1
    await writeFile(join(dir, 'heads.bin'), bytes)
    await expect(loadHeads(dir)).rejects.toThrow(/heads\.bin: its sha256 is/)
    await writeFile(join(dir, 'model.json'), '{"format":9}')
    await expect(loadHeads(dir)).rejects.toThrow(/its format is 9, this version reads 2/)
    await writeFile(join(dir, 'model.json'), '{')
    await expect(loadHeads(dir)).rejects.toThrow(/model\.json: it is not JSON/)
  })
})
