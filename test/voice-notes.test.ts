import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { wavOf } from '../src/web/widget/voice-wav.ts'
import { type Frame, newCid } from './helpers/client.ts'
import { type Running, startProduct } from './helpers/product.ts'
import { type TinyTranscriber, writeTinyTranscriber } from './helpers/tiny-transcriber.ts'

const HELLO = '您好，请问有什么可以帮您？'
/** A voice: a loud second. */
const VOICE = Buffer.from(wavOf(Float32Array.from({ length: 16_000 }, (_, n) => Math.sin(n / 9) / 2)))
const SILENCE = Buffer.from(wavOf(new Float32Array(16_000)))
const MP3 = Buffer.concat([Buffer.from('ID3\x04\x00\x00\x00\x00\x00\x00', 'latin1'), Buffer.alloc(400)])

/** A product that hears one sentence in whatever is loud. */
const started = async (sentence: string | undefined, of: TinyTranscriber = {}, broken = false): Promise<Running> => {
  const modelsDir = await mkdtemp(join(tmpdir(), 'tabdesk-voices-'))
  onTestFinished(() => rm(modelsDir, { recursive: true, force: true }))
  const folder = join(modelsDir, 'default', 'transcriber')
  if (sentence !== undefined) writeTinyTranscriber(folder, [sentence], { wholeAbove: 0.05, ...of })
  if (broken) writeFileSync(join(folder, 'onnx', 'model.onnx'), 'no network')
  return startProduct({ config: { modelsDir } })
}

const as = async (running: Running, role: 'customer' | 'agent', sub: string, tenant = 'default') => {
  const authorization = `Bearer ${await running.token(role, sub, { tenant })}`
  const call = (
    method: string,
    path: string,
    type: string,
    body?: string | Uint8Array<ArrayBuffer>,
  ): Promise<Response> =>
    fetch(running.url + path, {
      method,
      headers: { authorization, ...(body === undefined ? {} : { 'content-type': type }) },
      ...(body === undefined ? {} : { body }),
    })
  return {
    upload: async (bytes: Buffer, name = '语音.wav') => {
      const said = JSON.stringify({ name, size: bytes.length })
      const { id } = (await (await call('POST', '/v1/attachments', 'application/json', said)).json()) as { id: string }
      const put = await call('PUT', `/v1/attachments/${id}?offset=0`, 'application/octet-stream', new Uint8Array(bytes))
      const { mime, size, url, ...kept } = (await put.json()) as Record<'mime' | 'url' | 'name', string> & {
        size: number
      }
      return { id, attachment: { name: kept.name, mime, size, url } }
    },
    heard: async (id: string) => {
      const answer = await call('GET', `/v1/attachments/${id}/transcript`, '')
      return { status: answer.status, body: (await answer.json()) as Frame }
    },
  }
}

/** A voice note of mei, and what the bot does about it. */
const told = async (running: Running, bytes: Buffer, name?: string) => {
  const files = await as(running, 'customer', 'mei')
  const { id, attachment } = await files.upload(bytes, name)
  const mei = await running.client('customer', 'mei')
  const ack = await mei.say('', { kind: 'audio', text: undefined, attachment })
  expect(ack.type).toBe('ack')
  const decided = async () => running.product.store.record('default', `${ack.conversation}:${ack.seq}`)
  await expect.poll(decided, { timeout: 30_000 }).toBeDefined()
  const record = await decided()
  const page = await running.product.store.events('default', ack.conversation, { after: ack.seq, limit: 9 })
  return { ...files, id, mei, ack, decision: record?.decision, said: page?.events.map(({ text }) => text) ?? [] }
}
const stateOf = async (running: Running): Promise<Frame> => (await running.call('/readyz')).body.parts.transcriber

describe('a voice note', () => {
  it('[W5] is understood and answered by its words, which those see who see the note, also after a restart, until it is taken back', async () => {
    const running = await started('你好')
    const { id, heard, ack, decision, said } = await told(running, VOICE)
    expect(decision).toMatchObject({ kind: 'answer' })
    expect(said).toEqual([HELLO])
    const words = { state: 'there', text: '你好', doubtful: false, confidence: expect.closeTo(1, 3) }
    expect(await heard(id)).toEqual({ status: 200, body: words })
    expect(await (await as(running, 'agent', 'ann')).heard(id)).toEqual({ status: 200, body: words })
    expect((await (await as(running, 'customer', 'li')).heard(id)).status).toBe(404)
    expect((await (await as(running, 'agent', 'ann', 'other')).heard(id)).status).toBe(404)
    expect(await stateOf(running)).toMatchObject({ state: 'ready', mounted: 1 })
    const again = await running.restart()
    const after = await as(again, 'agent', 'ann')
    expect((await after.heard(id)).body).toEqual(words)
    const mei = await again.client('customer', 'mei')
    mei.send({ type: 'recall', conversation: ack.conversation, seq: ack.seq, opId: newCid() })
    await mei.next(({ type, kind }) => type === 'event' && kind === 'recall', 'the recall')
    expect((await after.heard(id)).status).toBe(404)
  })

  it('goes to a person as ever where no model is mounted', async () => {
    const { id, heard, decision, said } = await told(await started(undefined), VOICE)
    expect(decision?.kind).toBe('handOff')
    expect(said).not.toContain(HELLO)
    expect((await heard(id)).body).toEqual({ state: 'none' })
  })

  it('that was not heard well is shown, and answered by a person', async () => {
    const { id, heard, decision } = await told(await started('你好', { sure: 1 }), VOICE)
    expect(decision?.kind).toBe('handOff')
    expect((await heard(id)).body).toMatchObject({ state: 'there', text: '你好', doubtful: true })
  })

  it('in a language that the model does not hear is not believed', async () => {
    const running = await started('Hello', { language: 'en' })
    const typed = await running.client('customer', 'mei')
    const first = await typed.say('你好')
    await expect.poll(() => running.product.store.record('default', `${first.conversation}:${first.seq}`)).toBeDefined()
    const { decision, id, heard } = await told(running, VOICE)
    expect(decision?.kind).toBe('handOff')
    expect((await heard(id)).body).toMatchObject({ state: 'there', text: 'Hello', language: 'en' })
  })

  it.each([
    ['of another kind', MP3, '语音.mp3', 'format'],
    [
      'with two channels',
      Buffer.concat([VOICE.subarray(0, 22), Buffer.of(2, 0), VOICE.subarray(24)]),
      '语音.wav',
      'format',
    ],
    ['that is cut off', VOICE.subarray(0, -7), '语音.wav', 'format'],
    ['without a word', SILENCE, '语音.wav', 'silent'],
    ['too long', Buffer.from(wavOf(new Float32Array(121 * 16_000))), '语音.wav', 'too_long'],
  ])('%s has no transcript, and that is said; a person gets it', async (_, bytes, name, why) => {
    const { id, heard, decision } = await told(await started('你好'), bytes, name)
    expect(decision?.kind).toBe('handOff')
    expect(await heard(id)).toEqual({ status: 200, body: { state: 'missing', why } })
  })

  it('goes to a person where the model fails, which /readyz says; typed messages are answered', async () => {
    const running = await started('你好', {}, true)
    const { id, heard, decision, mei } = await told(running, VOICE)
    expect(decision?.kind).toBe('handOff')
    expect((await heard(id)).body, 'it may still come').toEqual({ state: 'pending' })
    await expect.poll(() => heard(id), { timeout: 40_000 }).toMatchObject({ body: { state: 'missing', why: 'failed' } })
    expect(await stateOf(running)).toMatchObject({ state: 'degraded', reason: expect.stringMatching(/1 of 1 models/) })
    expect((await mei.say('谢谢')).type).toBe('ack')
  })
})
