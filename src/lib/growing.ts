type Numbers = Int32Array | Uint8Array | Uint16Array | Float32Array

/** The array with room for at least `length` numbers, the new ones 0; larger by half rather than by one when it has to grow. */
export const grown = <T extends Numbers>(array: T, length: number): T => {
  if (array.length >= length) return array
  const larger = new (array.constructor as new (length: number) => T)(Math.max(length, Math.ceil(array.length * 1.5)))
  larger.set(array)
  return larger
}
