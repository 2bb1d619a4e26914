import { cp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runToEnd, spawnProduct } from '../helpers/process.ts'
import { SECRET } from '../helpers/product.ts'
import { judge, tally } from './oracle.ts'
import { createParty, seenBy } from './party.ts'
import { inWords, note } from './row.ts'
import { allAcked, logIn, temporary } from './stage.ts'

const MODELS = new URL('../../models', import.meta.url).pathname
const WEIGHTS = 'support-encoder-zh-en/onnx/model_quantized.onnx'
const HEADS = 'starter/heads.bin'

const flipBit = async (path: string): Promise<void> => {
  const bytes = await readFile(path)
  const at = Math.floor(bytes.length / 2)
  bytes[at] = (bytes[at] ?? 0) ^ 1
  await writeFile(path, bytes)
}
const BROKEN: [string, string, (path: string) => Promise<void>][] = [
  ['missing weights', WEIGHTS, (path) => rm(path)],
  ['cut weights', WEIGHTS, (path) => truncate(path, 1_000)],
  ['a flipped bit in the weights', WEIGHTS, flipBit],
  ['a flipped bit in the heads', HEADS, flipBit],
]

describe('C21 the model cannot be loaded', () => {
  /** `beginsAnew`: what a start would do that goes on without models, over an empty log. */
  const refuse = async (broken: typeof BROKEN, beginsAnew = false) => {
    const folder = await temporary()
    const models = join(folder, 'models')
    await cp(MODELS, models, { recursive: true })
    const env = { PORT: '0', DATA_DIR: join(folder, 'data'), JWT_SECRET: SECRET, MODELS_DIR: models }
    // With the models as they are it starts: the refusals below have one cause.
    const first = await spawnProduct(env)
    onTestFinished(() => first.kill().catch(() => undefined))
    const customer = createParty({ role: 'customer', sub: 'lin', where: () => first.url })
    for (const text of ['你好', '我要退货，怎么退？', 'where is my parcel']) customer.say(text)
    await allAcked([customer])
    customer.leave()
    await first.kill()
    for (const [what, file, breakIt] of broken) {
      await breakIt(join(models, file))
      const { code, stderr } = await runToEnd(['serve'], env)
      expect([what, code === 0]).toEqual([what, false])
      expect(stderr).toContain(file.split('/').at(-1))
      await cp(join(MODELS, file), join(models, file))
    }
    if (beginsAnew) await rm(env.DATA_DIR, { recursive: true })
    const again = await spawnProduct(env)
    onTestFinished(() => again.kill().catch(() => undefined))
    expect(await again.stop()).toBe(0)
    const { log } = await logIn(env.DATA_DIR)
    return judge({ log, ...seenBy([customer], 8), screens: [] })
  }

  it('the start is refused at once and names the file; the log is as it was when the file is back', async (context) => {
    const findings = await refuse(BROKEN)
    note(context, {
      id: 'C21',
      name: 'models that cannot be loaded',
      injected: BROKEN.map(([what]) => what).join(', '),
      times: BROKEN.length,
      result: `${inWords(findings)}; each start refused, naming the file`,
    })
    expect(tally(findings)).toEqual({})
  })
  it('negative control: a refused start that leaves an empty log behind', async (context) => {
    const findings = await refuse(BROKEN.slice(0, 1), true)
    note(context, { id: 'C21', control: `begins anew: ${inWords(findings)}` })
    expect(tally(findings).lost).toBeGreaterThan(0)
  })
})
