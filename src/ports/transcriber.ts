import type { Transcript } from '../domain/transcript.ts'

/**
 * Writes down what is said in voice notes, where a model for it is mounted. Laws: TC1 the event loop stays free and a call ends with
 * `Refusal` `model_down` by its deadlines, one for waiting and one for the model's work, whatever the model does, with `broke` where it
 * broke over these very samples; TC2 what broke once does not stay broken: the next call starts afresh; TC3 a tenant without a model of its own is `Refusal` `not_found`.
 */
export interface Transcriber {
  isMounted(tenant: string): boolean
  /** Mono samples at 16 kHz. An empty text: no word was heard. */
  transcribe(tenant: string, samples: Int16Array): Promise<Transcript>
  /** How many tenants have a model, and how many of these models did not work when last asked; whose is nobody else's to know. */
  status(): { mounted: number; broken: number }
  close(): Promise<void>
}
