import { z } from 'zod'

const share = z.number().min(0).max(1)
/** Longest delay that can be asked for, milliseconds: beyond every deadline of the product. */
const MAX_DELAY_MS = 60_000
const ms = z.number().min(0).max(MAX_DELAY_MS)

const serviceFaults = z.strictObject({
  delayMs: z
    .strictObject({ p50: ms, p99: ms })
    .refine(({ p50, p99 }) => p50 <= p99, 'p99 is at least p50')
    .optional()
    .describe('log-normal with these quantiles'),
  errors: share.default(0).describe('share of calls that are answered with an error'),
  wrongJson: share.default(0).describe('share that is answered with something else than was asked for'),
  halfBody: share.default(0).describe('share whose answer is cut in the middle'),
  hangs: share.default(0).describe('share that is never answered'),
  outage: z.boolean().default(false).describe('nobody answers at all'),
})

/** How the demo shop's systems misbehave; `{}` is not at all. What is said of a service takes the place of the preset's word. */
export const faultSettings = z.strictObject({
  preset: z.enum(['none', 'chaos']).default('none'),
  seed: z.int().default(1),
  orders: serviceFaults.optional(),
  crm: serviceFaults.optional(),
  parcels: serviceFaults.optional(),
})

export type FaultSettings = z.output<typeof faultSettings>
export type ServiceFaults = z.output<typeof serviceFaults>

export const DEMO_SERVICES = ['orders', 'crm', 'parcels'] as const
export type DemoService = (typeof DEMO_SERVICES)[number]

const NONE: ServiceFaults = { errors: 0, wrongJson: 0, halfBody: 0, hangs: 0, outage: false }
/** A bad day: about one call in four goes wrong in some way, and the others are slow at times. */
const CHAOS: ServiceFaults = {
  delayMs: { p50: 25, p99: 600 },
  errors: 0.1,
  wrongJson: 0.06,
  halfBody: 0.04,
  hangs: 0.04,
  outage: false,
}
const PRESETS: Record<FaultSettings['preset'], ServiceFaults> = { none: NONE, chaos: CHAOS }

export const faultsOf = (settings: FaultSettings, service: DemoService): ServiceFaults =>
  settings[service] ?? PRESETS[settings.preset]

/** In words, by service, where there are any. */
export const describeFaults = (settings: FaultSettings): string[] =>
  DEMO_SERVICES.flatMap((service) => {
    const { delayMs, outage, errors, wrongJson, halfBody, hangs } = faultsOf(settings, service)
    const words = [
      ...(outage ? ['out'] : []),
      ...(delayMs === undefined ? [] : [`slow (p50 ${delayMs.p50} ms, p99 ${delayMs.p99} ms)`]),
      ...Object.entries({ errors, 'wrong answers': wrongJson, 'half answers': halfBody, hangs }).flatMap(
        ([name, part]) => (part > 0 ? [`${name} ${Math.round(part * 100)} %`] : []),
      ),
    ]
    return words.length === 0 ? [] : [`${service}: ${words.join(', ')}`]
  })
