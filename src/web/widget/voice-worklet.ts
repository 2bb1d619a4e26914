/** What the audio thread knows; TypeScript's DOM library leaves it out. */
declare class AudioWorkletProcessor {
  readonly port: MessagePort
}
declare const registerProcessor: (name: string, processor: typeof AudioWorkletProcessor) => void

/** Hands on the first channel of what the microphone hears, block by block; the browser mixes to mono before. */
class VoiceTap extends AudioWorkletProcessor {
  process([input]: readonly (readonly Float32Array[])[]): boolean {
    // The browser uses its block again.
    if (input?.[0] !== undefined) this.port.postMessage(input[0].slice())
    return true
  }
}

registerProcessor('voice-tap', VoiceTap)
