import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { connect } from './helpers/client.ts'
import { runToEnd, spawnProduct } from './helpers/process.ts'
import { SECRET } from './helpers/product.ts'
import { writeTinyTranscriber } from './helpers/tiny-transcriber.ts'

const folder = async (): Promise<string> => {
  const dir = await mkdtemp(join(tmpdir(), 'tabdesk-start-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}
const MODELS = new URL('../models', import.meta.url).pathname
const WEIGHTS = 'support-encoder-zh-en/onnx/model_quantized.onnx'

describe('the start', () => {
  it('prints one JSON line, gives working tokens, drains on SIGTERM with 4503 and exits 0', async () => {
    const dir = await folder()
    const product = await spawnProduct({ PORT: '0', DATA_DIR: dir })
    onTestFinished(() => product.kill().catch(() => undefined))
    const { stdout, code } = await runToEnd(['token', '--role', 'customer', '--sub', 'demo'], { DATA_DIR: dir })
    expect(code).toBe(0)
    const customer = await connect(product.url, stdout.trim())
    expect((await customer.say('你好')).type).toBe('ack')
    const again = await runToEnd(['serve'], { PORT: '0', DATA_DIR: dir })
    expect(again.code).toBe(2)
    expect(again.stderr).toContain(String(product.pid))
    const stopped = product.stop()
    expect((await customer.closed).code).toBe(4503)
    expect(await stopped).toBe(0)
  })

  it('says of a token which secret signed it, and whether any server can know it', async () => {
    const dir = await folder()
    const sign = (env: Record<string, string>) => runToEnd(['token', '--role', 'customer', '--sub', 'demo'], env)
    const first = await sign({ DATA_DIR: dir })
    expect(first.stderr).toContain(`DATA_DIR ${dir}, which was made just now`)
    expect(first.stdout.trim().split('.').length, 'the token alone goes to stdout').toBe(3)
    const second = await sign({ DATA_DIR: dir })
    expect(second.stderr).toContain(`DATA_DIR ${dir};`)
    expect((await sign({ DATA_DIR: dir, JWT_SECRET: SECRET })).stderr).toContain('JWT_SECRET')
  })

  it('stops with exit code 2 at a setting that cannot be used, naming field, value and fix', async () => {
    const dir = await folder()
    const config = join(dir, 'bad.yaml')
    await writeFile(config, 'policy: { answerAbove: 7 }\nheartbeat: 3\n')
    const { code, stderr } = await runToEnd(['serve'], { DATA_DIR: dir, CONFIG: config, PORT: 'many' })
    expect(code).toBe(2)
    for (const part of ['PORT', 'many', 'policy.answerAbove', '7', 'heartbeat', 'no such setting'])
      expect(stderr).toContain(part)
  })

  it('stops at a weight file that is missing or altered, and says what to run', async () => {
    const dir = await folder()
    const models = join(dir, 'models')
    await mkdir(models)
    await cp(MODELS, models, { recursive: true })
    const weights = join(models, WEIGHTS)
    const bytes = await readFile(weights)
    bytes[1_000_000] = (bytes[1_000_000] ?? 0) ^ 1
    await writeFile(weights, bytes)
    const altered = await runToEnd(['serve'], { PORT: '0', DATA_DIR: dir, MODELS_DIR: models })
    expect(altered.code).not.toBe(0)
    expect(altered.stderr).toContain('model_quantized.onnx')
    expect(altered.stderr).toMatch(/git checkout|clone/)
    await rm(weights)
    const missing = await runToEnd(['serve'], { PORT: '0', DATA_DIR: dir, MODELS_DIR: models })
    expect(missing.code).not.toBe(0)
    expect(missing.stderr).toContain('model_quantized.onnx')
  })

  it.each([
    [['token', '--role', 'king', '--sub', 'x'], /king.*customer, agent/],
    [['token', '--role', 'agent'], /--sub/],
    [['token', '--role', 'agent', '--sub', ''], /--sub has 0/],
    [['token', '--role', 'agent', '--sub', 'x', '--tenant', 't'.repeat(65)], /--tenant has 65/],
    [['token', '--role', 'agent', '--sub', 'x', '--ttl', 'soon'], /soon/],
    [['fly'], /unknown command/],
  ])('wrong use exits 2: %j', async (args, said) => {
    const { code, stderr } = await runToEnd(args, { DATA_DIR: await folder(), JWT_SECRET: SECRET })
    expect(code).toBe(2)
    expect(stderr).toMatch(said)
  })

  it('helps with examples', async () => {
    for (const verb of ['serve', 'token', 'train', 'predict', 'eval', 'knowledge', 'doctor']) {
      const { code, stdout } = await runToEnd([verb, '--help'])
      expect(code, verb).toBe(0)
      expect(stdout, verb).toMatch(/Examples?:/)
    }
  })

  it('doctor finds this installation in order', async () => {
    const { code, stdout } = await runToEnd(['doctor', '--json'], { DATA_DIR: await folder() })
    const { findings } = JSON.parse(stdout) as { findings: { part: string; state: string }[] }
    expect(findings.filter(({ state }) => state === 'broken')).toEqual([])
    expect(findings.map(({ part }) => part)).toEqual([
      'node',
      'weights',
      'encoder',
      'heads',
      'voice notes',
      'vector index',
      'store driver',
      'gRPC',
      'webhooks',
      'roles',
      'redis',
      'data folder',
      'knowledge',
      'upstreams',
    ])
    expect(code).toBe(0)
  })

  it('doctor says of a folder for voice notes that cannot be used why, and what to do', async () => {
    const [DATA_DIR, MODELS_DIR] = [await folder(), await folder()]
    const dir = join(MODELS_DIR, 'default', 'transcriber')
    writeTinyTranscriber(dir, ['你好'])
    await writeFile(join(dir, 'config.json'), JSON.stringify({ model_type: 'whisper' }))
    const { stdout } = await runToEnd(['doctor', '--json'], { DATA_DIR, MODELS_DIR })
    const { findings } = JSON.parse(stdout) as { findings: { part: string; state: string; text: string }[] }
    expect(findings.find(({ part }) => part === 'voice notes')).toMatchObject({
      state: 'degraded',
      text: expect.stringMatching(/^default: .*whisper.*only CTC models/),
    })
  })
})
