import { expect, it } from 'vitest'
import { createVoiceNotes, type VoiceNotesParts } from '../src/conversation/voice-notes.ts'
import type { KeptAttachment } from '../src/domain/attachment.ts'
import { Refusal } from '../src/domain/errors.ts'
import type { LogEvent } from '../src/domain/message.ts'
import type { Transcription } from '../src/domain/transcript.ts'
import { wavOf } from '../src/web/widget/voice-wav.ts'

const TURN = { tenant: 'default', conversation: 'c', seq: 1 }
const WAV = wavOf(new Float32Array(1_600))
const NOTE = {
  seq: 1,
  kind: 'audio',
  from: { role: 'customer', id: 'mei', name: '美' },
  attachment: { name: '语音.wav', mime: 'audio/wav', size: WAV.length, url: '/v1/attachments/one?seal=x' },
} as LogEvent

/** Notes over one message, with what was kept, asked and complained of. */
const notes = (
  event: LogEvent,
  parts: Partial<VoiceNotesParts['attachments'] & VoiceNotesParts['transcriber']> = {},
  filesWithinMs = 30_000,
) => {
  const kept = new Map<string, Transcription>()
  const asked: number[] = []
  const waits: number[] = []
  const errors: unknown[] = []
  let reads = 0
  const voice = createVoiceNotes({
    attachments: {
      find: async () => ({ mime: 'audio/wav', size: WAV.length }) as KeptAttachment,
      read: async () =>
        (async function* () {
          yield WAV.subarray(0, 50)
          yield WAV.subarray(50)
        })(),
      transcription: async (_, id) => kept.get(id),
      keepTranscription: async (_, id, heard) => void kept.set(id, heard),
      ...parts,
    },
    transcriber: {
      isMounted: () => true,
      transcribe: async (_, samples) => {
        asked.push(samples.length)
        return { text: '我的货到哪了呀', confidence: 0.9 }
      },
      ...parts,
    },
    store: {
      events: async () => {
        reads += 1
        return { conversation: { tenant: 'default' } as never, events: [event] }
      },
    },
    answerAbove: 0.85,
    filesWithinMs,
    wait: async (ms) => {
      waits.push(ms)
      await new Promise((resolve) => setImmediate(resolve))
    },
    onError: (error) => errors.push(error),
  })
  const textOf = async () => (await voice.events('default', 'c', { after: 0, limit: 9 }))?.events[0]?.text
  return { voice, kept, asked, waits, errors, textOf, reads: () => reads }
}

it('is heard once, however often its turn begins again', async () => {
  const { voice, asked, textOf } = notes(NOTE)
  expect(await textOf()).toBeUndefined()
  await voice.hear(TURN)
  await voice.hear(TURN)
  expect(asked).toEqual([1_600])
  expect(await textOf()).toBe('我的货到哪了呀')
})

it('whose file cannot be read now is complained of, and heard when its turn begins again', async () => {
  let isDown = true
  const { voice, errors, textOf } = notes(NOTE, {
    transcription: async () => {
      if (isDown) throw new Error('no bucket')
      return { text: '转人工', confidence: 1 }
    },
  })
  await voice.hear(TURN)
  expect(errors).toEqual([new Error('no bucket')])
  expect(await textOf(), 'its turn goes on without words').toBeUndefined()
  isDown = false
  expect(await textOf()).toBe('转人工')
})

it('whose file store says nothing holds no turn up', async () => {
  const { voice, errors, textOf } = notes(NOTE, { transcription: () => new Promise(() => undefined) }, 5)
  await voice.hear(TURN)
  expect(await textOf()).toBeUndefined()
  expect(errors).toMatchObject([{ name: 'TimeoutError' }, { name: 'TimeoutError' }])
})

it('that is taken back while it is looked for is not spoken of', async () => {
  const { voice, kept, errors } = notes(NOTE, { read: async () => undefined })
  await voice.hear(TURN)
  expect([kept.size, errors]).toEqual([0, []])
})

it('that was at work when the product stopped is heard after it', async () => {
  const { voice, kept } = notes(NOTE, {
    transcribe: async () => {
      throw new Refusal('draining', 'the product closes')
    },
  })
  await voice.hear(TURN)
  expect(kept.size).toBe(0)
})

it('that the model can make nothing of is kept as failed; what breaks otherwise is not kept', async () => {
  const refused = notes(NOTE, {
    transcribe: async () => {
      throw new Refusal('unprocessable', 'no transcript for this')
    },
  })
  await refused.voice.hear(TURN)
  expect([...refused.kept.values()]).toEqual([{ why: 'failed' }])
  const broken = notes(NOTE, {
    transcribe: async () => {
      throw new TypeError('a bug')
    },
  })
  await broken.voice.hear(TURN)
  expect([broken.kept.size, broken.errors]).toEqual([0, [new TypeError('a bug')]])
})

it('whose model was broken by another one is heard once it works again, and its turn does not wait for that', async () => {
  let isDown = true
  const { voice, kept, waits } = notes(NOTE, {
    transcribe: async () => {
      if (isDown) throw new Refusal('model_down', 'it rests', { retryAfterMs: 700 })
      return { text: '转人工', confidence: 1 }
    },
  })
  await voice.hear(TURN)
  expect(kept.size, 'nothing is known of it yet').toBe(0)
  isDown = false
  await expect.poll(() => [...kept.values()]).toEqual([{ text: '转人工', confidence: 1 }])
  expect(waits).toEqual([2_000])
})

it('whose model breaks each time is kept as failed, after the rests that the model asks for', async () => {
  let tries = 0
  const { voice, kept, waits } = notes(NOTE, {
    transcribe: async () => {
      tries += 1
      throw new Refusal('model_down', 'it rests', { retryAfterMs: 700, broke: true })
    },
  })
  await voice.hear(TURN)
  await expect.poll(() => [...kept.values()]).toEqual([{ why: 'failed' }])
  expect([tries, waits]).toEqual([3, [2_000, 700]])
})

it.each([
  ['written by an agent', { ...NOTE, from: { role: 'agent', id: 'ann', name: 'Ann' } } as LogEvent],
  [
    'whose file lies elsewhere',
    { ...NOTE, attachment: { ...NOTE.attachment, url: 'https://x.example/a.wav' } } as LogEvent,
  ],
  ['that was taken back', { ...NOTE, attachment: undefined, recalled: true } as unknown as LogEvent],
])('one %s is not heard', async (_, event) => {
  const { voice, asked, kept } = notes(event)
  await voice.hear(TURN)
  expect([asked, kept.size]).toEqual([[], 0])
})

it('beside typed words is written down, and the words are the message', async () => {
  const { voice, asked, textOf } = notes({ ...NOTE, text: '听一下' })
  await voice.hear(TURN)
  expect(asked).toHaveLength(1)
  expect(await textOf()).toBe('听一下')
})

it('of a tenant without a model costs nothing', async () => {
  const { voice, reads } = notes(NOTE, { isMounted: () => false })
  await voice.hear(TURN)
  expect(reads()).toBe(0)
})
