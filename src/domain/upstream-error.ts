import type { SourceState } from './customer.ts'

export type SourceName = SourceState['source']
/** `deadline` no answer in time · `unreachable` no answer, or one that is no success · `invalid` an answer that breaks the agreed shape. */
export type UpstreamFault = 'deadline' | 'unreachable' | 'invalid'

/**
 * A call to one of the shop's systems that gave nothing to use. The message names the source, and the field where one is broken;
 * it holds no value of a customer's and no address of a system.
 */
export class UpstreamError extends Error {
  readonly source: SourceName
  readonly fault: UpstreamFault
  /** The id asked for whose entry is broken, where it can be told: the others of its batch may be sound. */
  readonly entry: string | undefined
  /** Ids asked for that the source cannot compare with its own: they are at fault, not it. */
  readonly unfit: readonly string[]

  constructor(
    source: SourceName,
    fault: UpstreamFault,
    message: string,
    more: { entry?: string | undefined; unfit?: readonly string[]; cause?: unknown } = {},
  ) {
    super(`${source}: ${message}`, more.cause === undefined ? undefined : { cause: more.cause })
    this.name = 'UpstreamError'
    this.source = source
    this.fault = fault
    this.entry = more.entry
    this.unfit = more.unfit ?? []
  }
}
