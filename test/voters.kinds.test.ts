import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { writeTinyClassifier } from './helpers/tiny-classifier.ts'
import { heard, PATIENT, votersFolder, watch } from './helpers/voters.ts'

/** Long enough for a thread to start on a busy machine. */
const SOON = { timeout: 30_000, interval: 20 }

const taken = async (name: string, content: string) => {
  const folder = votersFolder()
  const watched = await watch(folder)
  writeFileSync(join(folder, name), content)
  const voter = name.split('.')[0] as string
  await vi.waitFor(() => expect(watched.keeper.book().voters[voter]?.state).toBe('shadow'), SOON)
  return { ...watched, folder, ask: async (text: string) => (await watched.panel.consult(heard(text))).opinions }
}

describe('[PV1] the three kinds', () => {
  it('rules in YAML', async () => {
    const { ask } = await taken(
      'invoice.yaml',
      'rules: [{ intent: invoice_title, confidence: 0.9, when: { words: [抬头], patterns: ["发票|invoice"] } }]',
    )
    expect(await ask('发票抬头写错了')).toEqual([
      expect.objectContaining({
        voter: 'plugin:invoice',
        weight: 0,
        ranked: [{ intent: 'invoice_title', confidence: 0.9 }],
      }),
    ])
    expect(await ask('到哪了')).toEqual([])
  })

  it.each([
    [
      'loud.js',
      'export const description = "loud"\nexport default ({ written }) => /[A-Z]{6}/.test(written) ? { intent: "complaint", confidence: 0.7 } : undefined',
    ],
    [
      'loud.cjs',
      'module.exports = ({ written }) => /[A-Z]{6}/.test(written) ? { intent: "complaint", confidence: 0.7 } : undefined',
    ],
    [
      'loud.ts',
      'interface Said { intent: string; confidence: number }\nexport const vote = async ({ written }: { written: string }): Promise<Said | undefined> => /[A-Z]{6}/.test(written) ? { intent: "complaint", confidence: 0.7 } : undefined',
    ],
  ])('a module: %s', async (name, content) => {
    const { ask } = await taken(name, content)
    expect(await ask('WHERE IS MY PARCEL, ANSWER ME')).toEqual([
      expect.objectContaining({ ranked: [{ intent: 'complaint', confidence: 0.7 }] }),
    ])
    expect(await ask('where is my parcel')).toEqual([])
  })

  it('a folder with an ONNX classifier and its tokenizer', async () => {
    const folder = votersFolder()
    const { keeper, panel } = await watch(folder)
    writeTinyClassifier(join(folder, 'tiny'), { 退: 'refund_request', 到: 'track_parcel', 票: 'invoice_how_to' })
    await vi.waitFor(() => expect(keeper.book().voters['tiny']?.state).toBe('shadow'), SOON)
    const { opinions } = await panel.consult(heard('到哪了'))
    expect(opinions[0]?.ranked[0]).toMatchObject({ intent: 'track_parcel', confidence: expect.closeTo(0.999, 2) })
    expect((await panel.consult(heard('怎么退款'))).opinions[0]?.ranked[0]?.intent).toBe('refund_request')
  })

  it('a module sees no environment, the product does', async () => {
    vi.stubEnv('TABDESK_TEST_SECRET', 'geheim')
    const { ask } = await taken(
      'spy.js',
      'export default () => ({ intent: process.env.TABDESK_TEST_SECRET + " " + Object.keys(process.env).length, confidence: 1 })',
    )
    expect(process.env['TABDESK_TEST_SECRET']).toBe('geheim')
    expect((await ask('x'))[0]?.ranked[0]?.intent).toBe('undefined 0')
  })
})

describe('[PV2] what cannot be a voter is named with its reason', () => {
  it.each([
    ['broken.yaml', 'rules: [{ intent: i }]', /^rules\.0\.confidence: /],
    ['broken.yaml', 'rules: [', /flow/i],
    ['broken.js', 'export default (', /Unexpected/],
    ['broken.js', 'export const answer = 42', /exports no function/],
    ['broken.js', 'export default () => "refund"', /its vote cannot be used/],
    ['broken.js', 'export default () => { throw new Error("not today") }', /not today/],
    ['broken.js', 'while (true) {}', /no answer within/],
    // Explodes on a long run of one letter, which every pattern is tried with.
    ['broken.yaml', "rules: [{ intent: i, confidence: 1, when: { patterns: ['(a+)+b'] } }]", /no answer within/],
    ['broken.py', 'print("hi")', /\.py: use \.yaml/],
    ['Broken Name.yaml', 'rules: []', /its name: use a to z/],
    ['constructor.yaml', 'rules: []', /its name: constructor is what every object/],
  ])('%s: %s', async (file, content, why) => {
    const folder = votersFolder()
    const { keeper } = await watch(folder, { limits: { ...PATIENT, startMs: 3_000 } })
    writeFileSync(join(folder, file), content)
    const name = file.slice(0, file.lastIndexOf('.'))
    await vi.waitFor(() => expect(keeper.book().broken[name]?.what).toMatch(why), SOON)
    expect(keeper.book().voters).toEqual({})
    expect(keeper.seated()).toEqual([])
    expect(keeper.problems()).toMatchObject([{ voter: name, todo: 'mend the file or take it away' }])
  })

  it('a classifier without its tokenizer, or with labels that its network does not have', async () => {
    const folder = votersFolder()
    const { keeper } = await watch(folder)
    writeTinyClassifier(join(folder, 'tiny'), { 退: 'refund_request', 到: 'track_parcel' })
    writeFileSync(join(folder, 'tiny', 'config.json'), '{"id2label":{"0":"refund_request"}}')
    await vi.waitFor(() => expect(keeper.book().broken['tiny']?.what).toContain('config.json names 1 labels'), SOON)
    writeFileSync(join(folder, 'tiny', 'config.json'), '{}')
    await vi.waitFor(() => expect(keeper.book().broken['tiny']?.what).toContain('id2label'), SOON)
  })
})
