import { relative } from 'node:path'
import type { FileFault } from '../adapters/sources/found-source.ts'
import { type FieldOrigin, type Probed, type ProbeReport, probeSources } from '../adapters/sources/probe.ts'
import { NEEDED } from '../adapters/sources/shapes.ts'
import { readSourceFiles } from '../adapters/sources/source-files.ts'
import { openEntities, readShopFacts } from '../compose-reading.ts'
import { openDatabase } from '../compose-sources.ts'
import { loadConfig } from '../config.ts'
import { createTerminal, WrongUse } from './terminal.ts'

interface Options {
  customer?: string
  order?: string
  parcel?: string
  sku?: string
  json?: boolean
}

/** `mesh check`: files, one call a source, and where each field comes from. @throws WrongUse for what a file can mend, Error for a source that is away */
export const checkMesh = async ({ customer, order, parcel, sku, json }: Options): Promise<void> => {
  const { mesh, knowledgeDir } = loadConfig(process.env)
  const terminal = createTerminal({ quiet: false })
  const { sources, faults } = await readSourceFiles(mesh.sources, process.env)
  if (faults.length > 0) {
    if (json) terminal.json({ ok: false, folder: mesh.sources, faults: faults.map(near) })
    else for (const fault of faults) terminal.out(placed(fault))
    throw new WrongUse(
      `${faults.length} ${faults.length === 1 ? 'fault' : 'faults'} in ${mesh.sources}: nothing was asked`,
    )
  }
  if (sources.length === 0) {
    const instead =
      mesh.baseUrl === undefined ? 'docs/mesh.md says how to write one' : `mesh.baseUrl answers everything`
    if (json) terminal.json({ ok: true, folder: mesh.sources, sources: [] })
    else terminal.out(`no *.yaml in ${mesh.sources}: ${instead}`)
    return
  }
  const report = await probeSources(
    sources,
    { openSql: openDatabase, onCall: () => undefined },
    { ids: { customer, order, parcel, sku }, waitMs: mesh.cardDeadlineMs, isNamed: await orderNames(knowledgeDir) },
  )
  const served = new Set(report.probes.map(({ operation }) => operation))
  const missing = mesh.baseUrl === undefined ? NEEDED.filter((name) => !served.has(name)) : []
  const troubles = report.probes.flatMap(({ trouble }) => trouble ?? [])
  if (json) terminal.json({ ok: troubles.length === 0, folder: mesh.sources, ...report, missing })
  else for (const line of linesOf(report, missing)) terminal.out(line)
  if (report.probes.some(({ outcome }) => outcome === 'invalid'))
    throw new WrongUse('a source answers what its file does not map')
  if (troubles.length > 0) throw new Error('a source does not answer')
}

/** Whether customers' words are read as naming an order by its number, as the shop's facts say. */
const orderNames = async (knowledgeDir: string): Promise<(order: string) => boolean> => {
  const { findEntities } = await openEntities(knowledgeDir, await readShopFacts(knowledgeDir))
  return (order) =>
    findEntities(order, new Date(0)).some(({ type, value }) => type === 'order_number' && value === order)
}

const linesOf = ({ probes, calls, fields }: ProbeReport, missing: readonly string[]): string[] => [
  ...columns([['operation', 'source', 'answer', 'found', 'ms'], ...probes.map(rowOf)]),
  ...probes.flatMap(({ trouble }) => (trouble === undefined ? [] : [placed(trouble)])),
  ...probes.flatMap(({ operation, warnings }) =>
    warnings.map((one) => `warning: ${placed({ ...one, text: `${operation}: ${one.text}` })}`),
  ),
  ...calls,
  ...missing.map((name) => `missing: no source serves ${name}, and mesh.baseUrl is not set`),
  '',
  ...columns([['field', 'source', 'from', 'seen'], ...fields.map(fieldRow)]),
  ...(probes.every(({ trouble }) => trouble === undefined) && fields.every(({ seen }) => seen === undefined)
    ? ['', 'nothing was found to look at: name a customer with --customer, or write probe: beside an operation']
    : []),
]

const rowOf = ({ operation, source, outcome, withId, entries, ms }: Probed): string[] => [
  operation,
  source,
  outcome,
  withId ? String(entries) : 'no probe id',
  ms.toFixed(0),
]

const fieldRow = ({ field, source, from, seen }: FieldOrigin): string[] => [
  field,
  source,
  from,
  seen === undefined ? '?' : seen ? 'yes' : 'no',
]

const columns = (rows: string[][]): string[] => {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)))
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

const near = (fault: FileFault): FileFault => ({ ...fault, file: relative(process.cwd(), fault.file) })

const placed = (fault: FileFault): string => {
  const { file, line, text } = near(fault)
  return `${file}:${line} ${text}`
}
