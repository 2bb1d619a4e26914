import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Reporter, TestModule } from 'vitest/node'
import type { Row } from './row.ts'

const FOLDER = join(import.meta.dirname, '../../data/chaos')
const DOCS = join(import.meta.dirname, '../../docs/chaos.md')
const COLUMNS = ['case', 'injected', 'times', 'result', 'negative control'] as const

/** Writes what every case and its negative control found as one table, `data/chaos/matrix.json` and `.md`; with UPDATE_DOCS=1 into docs/chaos.md. */
// biome-ignore lint/style/noDefaultExport: vitest loads a reporter by its default export
export default class MatrixReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const rows = new Map<string, Row & { state: string }>()
    for (const module of modules)
      for (const test of module.children.allTests()) {
        const row = test.meta().chaos ?? ({ id: test.fullName.slice(0, 3) } satisfies Row)
        const { state } = test.result()
        const before = rows.get(row.id)
        const worst = before?.state === 'failed' || state === 'failed' ? 'failed' : state
        rows.set(row.id, { ...before, ...row, state: worst })
      }
    const sorted = [...rows.values()].sort((a, b) => a.id.localeCompare(b.id))
    mkdirSync(FOLDER, { recursive: true })
    writeFileSync(join(FOLDER, 'matrix.json'), `${JSON.stringify(sorted, undefined, 1)}\n`)
    writeFileSync(join(FOLDER, 'matrix.md'), asTable(sorted))
    if (process.env['UPDATE_DOCS'] === '1') {
      const text = readFileSync(DOCS, 'utf8')
      const made = /(<!-- made by npm run chaos -->\n)[\s\S]*?(<!-- end -->)/
      writeFileSync(
        DOCS,
        text.replace(made, (_, begin, end) => `${begin}${asTable(sorted)}${end}`),
      )
    }
    console.log(asTable(sorted))
  }
}

const asTable = (rows: readonly (Row & { state: string })[]): string =>
  [
    `| ${COLUMNS.join(' | ')} |`,
    `|${'---|'.repeat(COLUMNS.length)}`,
    ...rows.map(
      ({ id, name = '', injected = '', times = '', result, state, control = '' }) =>
        `| ${id} ${name} | ${injected} | ${times} | ${result ?? state} | ${control} |`,
    ),
    '',
  ].join('\n')
