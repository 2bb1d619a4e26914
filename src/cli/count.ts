import { InvalidArgumentError } from 'commander'

/** An option that is a whole number from 0 up. */
export const parseCount = (value: string): number => {
  const count = Number(value)
  if (value.trim() === '' || !Number.isSafeInteger(count) || count < 0)
    throw new InvalidArgumentError('write a whole number from 0 up')
  return count
}
