import { createRandom, type Random } from '../lib/random.ts'
import {
  DEMO_SERVICES,
  type DemoService,
  describeFaults,
  type FaultSettings,
  faultsOf,
  type ServiceFaults,
} from './fault-settings.ts'

export const FAULT_KINDS = ['error', 'wrongJson', 'halfBody', 'hang', 'outage'] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

/** What happens to one call. */
export interface Fault {
  delayMs: number
  /** Absent: it is answered. */
  kind?: FaultKind
  /** 0 to 1, for which of several ways. */
  way: number
}

export interface Faults {
  next(service: DemoService): Fault
  set(settings: FaultSettings): void
  settings(): FaultSettings
  /** One line a service that misbehaves. */
  words(): string[]
  /** Calls that were spoilt since they were set, by service and kind. */
  spoilt(): Record<string, number>
}

/** The switches: each service draws from a sequence of its own, so that the same seed spoils the same calls of it. */
export const createFaults = (initial: FaultSettings): Faults => {
  let settings = initial
  let randoms = randomsOf(initial.seed)
  const counts = new Map<string, number>()
  return {
    next: (service) => {
      const fault = draw(faultsOf(settings, service), randoms[service])
      if (fault.kind !== undefined) {
        const key = `${service} ${fault.kind}`
        counts.set(key, (counts.get(key) ?? 0) + 1)
      }
      return fault
    },
    set: (to) => {
      settings = to
      randoms = randomsOf(to.seed)
      counts.clear()
    },
    settings: () => settings,
    words: () => describeFaults(settings),
    spoilt: () => Object.fromEntries(counts),
  }
}

const randomsOf = (seed: number): Record<DemoService, Random> =>
  Object.fromEntries(DEMO_SERVICES.map((name, n) => [name, createRandom(seed * 31 + n)])) as Record<DemoService, Random>

/** Always as many numbers a call, so that one switch does not move the others' calls. */
const draw = ({ delayMs, errors, wrongJson, halfBody, hangs, outage }: ServiceFaults, random: Random): Fault => {
  const [place, way, u, v] = [random.next(), random.next(), random.next(), random.next()]
  const delay = delayMs === undefined ? 0 : logNormal(delayMs, u, v)
  if (outage) return { delayMs: 0, kind: 'outage', way }
  let below = 0
  for (const [kind, part] of [
    ['error', errors],
    ['wrongJson', wrongJson],
    ['halfBody', halfBody],
    ['hang', hangs],
  ] as const) {
    below += part
    if (place < below) return { delayMs: delay, kind, way }
  }
  return { delayMs: delay, way }
}

/** The 99th percentile of the standard normal distribution. */
const Z_99 = 2.326

/** A log-normal delay with these quantiles, by Box and Muller (1958). */
const logNormal = ({ p50, p99 }: { p50: number; p99: number }, u: number, v: number): number => {
  if (p50 === 0) return 0
  const normal = Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * v)
  return p50 * Math.exp((Math.log(p99 / p50) / Z_99) * normal)
}
