/** ISO/IEC 7812 payment card number, digits only (Luhn). */
export const isLuhn = (digits: string): boolean => {
  if (!/^\d+$/.test(digits)) return false
  let sum = 0
  for (let i = digits.length - 1, double = false; i >= 0; i--, double = !double) {
    const digit = digits.charCodeAt(i) - ZERO
    sum += double ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit
  }
  return sum % 10 === 0
}

/** Universal Postal Union S10: two letters, eight digits with their check digit, country, e.g. RA123456785CN. */
export const isS10 = (number: string): boolean => {
  const [, serial, check] = /^[A-Z]{2}(\d{8})(\d)[A-Z]{2}$/.exec(number) ?? []
  if (serial === undefined) return false
  const rest = 11 - (weighted(serial, S10_WEIGHTS) % 11)
  return Number(check) === (rest === 10 ? 0 : rest === 11 ? 5 : rest)
}

/** United Parcel Service: 1Z, fifteen letters or digits, check digit, e.g. 1Z999AA10123456784. */
export const isUps = (number: string): boolean => {
  const [, body, check] = /^1Z([A-Z\d]{15})(\d)$/.exec(number) ?? []
  if (body === undefined) return false
  let sum = 0
  for (let i = 0; i < body.length; i++) {
    const code = body.charCodeAt(i)
    const value = code < LETTER_A ? code - ZERO : (code - UPS_LETTER_BASE) % 10
    sum += i % 2 === 0 ? value : value * 2
  }
  return Number(check) === (10 - (sum % 10)) % 10
}

/** GB 11643 resident number of China: seventeen digits and an ISO 7064 MOD 11-2 check character. */
export const isResidentNumber = (number: string): boolean => {
  const [, body, check] = /^(\d{17})([\dX])$/.exec(number) ?? []
  return body !== undefined && '10X98765432'[weighted(body, RESIDENT_WEIGHTS) % 11] === check
}

const ZERO = 48
const LETTER_A = 65
const UPS_LETTER_BASE = 63
const S10_WEIGHTS = [8, 6, 4, 2, 3, 5, 9, 7]
const RESIDENT_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

const weighted = (digits: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, i) => sum + weight * Number(digits[i]), 0)
