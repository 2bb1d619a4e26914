/** Frames of RFC 6455 as a load generator writes and reads them: short code paths, no masking work. */

const FIN_TEXT = 0x81
const MASKED = 0x80
const MASK_BYTES = 4
const LENGTH_16 = 126
const LENGTH_64 = 127

/** A text frame of a client. The masking key is zero, which the protocol allows and which leaves the bytes as they are. */
export const clientFrame = (text: string): Buffer => {
  const body = Buffer.from(text)
  const short = body.length < LENGTH_16
  const head = Buffer.alloc((short ? 2 : 4) + MASK_BYTES)
  head[0] = FIN_TEXT
  head[1] = MASKED | (short ? body.length : LENGTH_16)
  if (!short) head.writeUInt16BE(body.length, 2)
  return Buffer.concat([head, body])
}

/** Cuts what arrives into the bodies of frames; what is incomplete waits for more. */
export const createCutter = (onFrame: (body: Buffer) => void): ((chunk: Buffer) => void) => {
  let rest: Buffer = Buffer.alloc(0)
  return (chunk) => {
    let data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (;;) {
      if (data.length < 2) break
      const small = (data[1] as number) & 0x7f
      const head = small < LENGTH_16 ? 2 : small === LENGTH_64 ? 10 : 4
      if (data.length < head) break
      const length = small < LENGTH_16 ? small : head === 4 ? data.readUInt16BE(2) : Number(data.readBigUInt64BE(2))
      if (data.length < head + length) break
      onFrame(data.subarray(head, head + length))
      data = data.subarray(head + length)
    }
    rest = data
  }
}
