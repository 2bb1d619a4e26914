/** Both ends of an interval of a share. */
export interface Interval {
  lower: number
  upper: number
}

/**
 * Exact interval of a binomial share (Clopper & Pearson 1934), by bisection of the regularised incomplete beta function.
 * @param alpha 0.05 for 95 %
 */
export const clopperPearson = (right: number, n: number, alpha = 0.05): Interval => ({
  lower: right === 0 ? 0 : betaQuantile(alpha / 2, right, n - right + 1),
  upper: right === n ? 1 : betaQuantile(1 - alpha / 2, right + 1, n - right),
})

/** Score interval of a binomial share (Wilson 1927): narrower than the exact one, right on average. */
export const wilson = (right: number, n: number, z = 1.959964): Interval => {
  if (n === 0) return { lower: 0, upper: 1 }
  const p = right / n
  const centre = p + (z * z) / (2 * n)
  const reach = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))
  const scale = 1 + (z * z) / n
  return { lower: Math.max(0, (centre - reach) / scale), upper: Math.min(1, (centre + reach) / scale) }
}

const BISECTIONS = 60

const betaQuantile = (p: number, a: number, b: number): number => {
  let low = 0
  let high = 1
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2
    if (betaDistribution(middle, a, b) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** Regularised incomplete beta function by its continued fraction (Lentz; Numerical Recipes §6.4). */
const betaDistribution = (x: number, a: number, b: number): number => {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x))
  return x < (a + 1) / (a + b + 2) ? (front * fraction(x, a, b)) / a : 1 - (front * fraction(1 - x, b, a)) / b
}

const MAX_TERMS = 300
const TINY = 1e-300

const fraction = (x: number, a: number, b: number): number => {
  const guarded = (value: number): number => (Math.abs(value) < TINY ? TINY : value)
  let c = 1
  let d = 1 / guarded(1 - ((a + b) * x) / (a + 1))
  let h = d
  for (let m = 1; m <= MAX_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / guarded(1 + even * d)
    c = guarded(1 + even / c)
    h *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / guarded(1 + odd * d)
    c = guarded(1 + odd / c)
    h *= d * c
    if (Math.abs(d * c - 1) < 1e-14) break
  }
  return h
}

/** Lanczos' approximation, g = 7, nine terms. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]

const logGamma = (x: number): number => {
  const t = x + 6.5
  let sum = LANCZOS[0] as number
  for (let i = 1; i < LANCZOS.length; i++) sum += (LANCZOS[i] as number) / (x + i - 1)
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum)
}
