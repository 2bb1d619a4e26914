import { resampled, wavOf } from './voice-wav.ts'
import worklet from './voice-worklet.ts?worker&url'

export interface VoiceRecording {
  /** Seconds so far. */
  seconds(): number
  /** Lets go of the microphone; the WAV is of what was recorded until now. */
  stop(): Uint8Array<ArrayBuffer>
}

/** @throws DOMException `NotAllowedError` where the customer or the page says no, `NotFoundError` where there is no microphone */
export const recordVoice = async (maxSeconds: number): Promise<VoiceRecording> => {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } })
  const release = () => {
    for (const track of stream.getTracks()) track.stop()
  }
  const context = new AudioContext()
  try {
    await context.audioWorklet.addModule(worklet)
    const tap = new AudioWorkletNode(context, 'voice-tap', {
      numberOfOutputs: 0,
      channelCount: 1,
      channelCountMode: 'explicit',
    })
    const blocks: Float32Array[] = []
    let length = 0
    const most = maxSeconds * context.sampleRate
    tap.port.onmessage = ({ data }: MessageEvent<Float32Array>) => {
      const block = data.subarray(0, most - length)
      if (block.length === 0) return
      blocks.push(block)
      length += block.length
    }
    context.createMediaStreamSource(stream).connect(tap)
    await context.resume()
    return {
      seconds: () => length / context.sampleRate,
      stop: () => {
        release()
        tap.port.onmessage = null
        void context.close()
        const samples = new Float32Array(length)
        let at = 0
        for (const block of blocks) {
          samples.set(block, at)
          at += block.length
        }
        return wavOf(resampled(samples, context.sampleRate))
      },
    }
  } catch (error) {
    release()
    void context.close()
    throw error
  }
}
