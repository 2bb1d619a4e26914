import type { BenchSettings } from '../product.ts'

/** The generator must not be what is limited. */
export const NO_LIMITS =
  'limits: { agentPerSecond: 1000000, agentBurst: 1000000, tenantPerSecond: 1000000, customerPerSecond: 1000, customerBurst: 1000 }'

/** Of two cores one is the server's and one the generator's, so that neither takes from the other. */
export const SERVER: BenchSettings = { cores: '0' }
export const GENERATOR = '1'
