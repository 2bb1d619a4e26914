const VERSION_7 = 0x70
const VARIANT = 0x80
/** Bits of the counter that orders ids of one millisecond: `rand_a` of RFC 9562. */
const COUNTER_LIMIT = 0x1000

/**
 * Makes UUIDv7 strings (RFC 9562, method 1): each sorts after the one before, also within a
 * millisecond and when the clock steps back. `now` is in milliseconds since 1970; `random` fills the bytes it is given.
 */
export const createUuidv7 = (now: () => number, random: (bytes: Uint8Array) => unknown): (() => string) => {
  const bytes = new Uint8Array(16)
  let last = 0
  let counter = 0
  return () => {
    const at = now()
    random(bytes)
    if (at > last) {
      last = at
      // Half of the range, so that a burst has room to count up.
      counter = (((bytes[6] ?? 0) << 8) | (bytes[7] ?? 0)) & (COUNTER_LIMIT / 2 - 1)
    } else if (++counter === COUNTER_LIMIT) {
      last += 1
      counter = 0
    }
    for (let index = 5, rest = last; index >= 0; index--, rest = Math.floor(rest / 256)) bytes[index] = rest % 256
    bytes[6] = VERSION_7 | (counter >> 8)
    bytes[7] = counter & 0xff
    bytes[8] = VARIANT | ((bytes[8] ?? 0) & 0x3f)
    const hex = Buffer.from(bytes).toString('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  }
}
