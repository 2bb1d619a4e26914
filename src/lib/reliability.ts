export interface Judged {
  /** What was claimed, 0 to 1. */
  confidence: number
  right: boolean
}

export interface ReliabilityBin {
  n: number
  /** Mean of what was claimed. */
  confidence: number
  /** Share that was right. */
  share: number
}

/** Bins of about equal size by confidence, lowest first (Nguyen & O'Connor 2015): none is empty where data are few. */
export const reliabilityBins = (judged: readonly Judged[], bins = 15): ReliabilityBin[] => {
  const sorted = judged.toSorted((a, b) => a.confidence - b.confidence)
  const count = Math.min(bins, sorted.length)
  return Array.from({ length: count }, (_, i) => {
    const part = sorted.slice(Math.floor((i * sorted.length) / count), Math.floor(((i + 1) * sorted.length) / count))
    return {
      n: part.length,
      confidence: mean(part.map(({ confidence }) => confidence)),
      share: mean(part.map(({ right }) => (right ? 1 : 0))),
    }
  })
}

/** Expected calibration error: mean distance between what was claimed and what was right, over bins weighted by size. */
export const calibrationError = (judged: readonly Judged[], bins = 15): number =>
  reliabilityBins(judged, bins).reduce(
    (sum, bin) => sum + (bin.n * Math.abs(bin.confidence - bin.share)) / judged.length,
    0,
  )

export interface RiskPoint {
  /** Share of messages at or above the confidence. */
  coverage: number
  /** Share of those that were wrong. */
  risk: number
  confidence: number
}

/** Risk by coverage, most confident first; messages of equal confidence count together (El-Yaniv & Wiener 2010). */
export const riskCoverage = (judged: readonly Judged[]): RiskPoint[] => {
  const sorted = judged.toSorted((a, b) => b.confidence - a.confidence)
  const points: RiskPoint[] = []
  let wrong = 0
  for (const [i, { confidence, right }] of sorted.entries()) {
    if (!right) wrong++
    if (sorted[i + 1]?.confidence === confidence) continue
    points.push({ coverage: (i + 1) / sorted.length, risk: wrong / (i + 1), confidence })
  }
  return points
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
