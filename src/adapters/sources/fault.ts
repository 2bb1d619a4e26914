import type { UpstreamFault } from '../../domain/upstream-error.ts'

/** A call of one source that gave nothing to use. The message holds no address, no secret and no value of a customer's. */
export class SourceFault extends Error {
  readonly fault: UpstreamFault
  /** The same call may go through a moment later: it was cut off, or something on the way was restarting. */
  readonly passing: boolean
  /** The ids that it cannot compare with its own; the call was sound but for them. */
  readonly unfit: readonly string[]

  constructor(
    fault: UpstreamFault,
    message: string,
    more: { passing?: boolean; unfit?: readonly string[]; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause })
    this.name = 'SourceFault'
    this.fault = fault
    this.passing = more.passing ?? false
    this.unfit = more.unfit ?? []
  }
}
