import { acks } from './load/acks.ts'
import { fanOut } from './load/fan-out.ts'
import { restart } from './load/restart.ts'
import { sockets } from './load/sockets.ts'
import { storm } from './load/storm.ts'
import { two } from './load/two.ts'

/**
 * The wire under load, against the built product (`npm run build` first): `node --import tsx bench/load.ts [acks|fan-out|sockets|storm|restart|two…]
 * [--runs 1]`. Server and generator have a core each. One JSON line a run; of several runs the median of each number besides.
 */
const SCENARIOS: Record<string, () => Promise<object>> = { acks, 'fan-out': fanOut, sockets, storm, restart, two }
const args = process.argv.slice(2)
const runsAt = args.indexOf('--runs')
const runs = runsAt === -1 ? 1 : Number(args[runsAt + 1])
const names = args.filter((arg, at) => !arg.startsWith('--') && (runsAt === -1 || at !== runsAt + 1))

const rounded = (value: unknown): unknown => {
  if (typeof value === 'number') return Number(value.toFixed(Math.abs(value) < 10 ? 3 : 0))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, rounded(one)]))
}
const medianOf = (values: readonly unknown[]): unknown => {
  const [first] = values
  if (typeof first === 'number')
    return [...(values as number[])].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)]
  if (typeof first !== 'object' || first === null) return first
  return Object.fromEntries(
    Object.keys(first).map((key) => [key, medianOf(values.map((one) => (one as Record<string, unknown>)[key]))]),
  )
}

for (const name of names.length > 0 ? names : Object.keys(SCENARIOS)) {
  const scenario = SCENARIOS[name]
  if (scenario === undefined) throw new Error(`${name} is no scenario; it takes ${Object.keys(SCENARIOS).join(', ')}`)
  const results: object[] = []
  for (let run = 1; run <= runs; run++) {
    const result = await scenario()
    results.push(result)
    console.log(JSON.stringify({ bench: 'load', scenario: name, run, ...(rounded(result) as object) }))
  }
  if (runs > 1)
    console.log(
      JSON.stringify({ bench: 'load', scenario: name, medianOf: runs, ...(rounded(medianOf(results)) as object) }),
    )
}
process.exit(0)
