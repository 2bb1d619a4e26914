import { readFileSync } from 'node:fs'
import { createFindPromises } from '../src/delivery/promises/find-promises.ts'
import type { StatedPromise } from '../src/domain/promise.ts'
import { wilson } from '../src/lib/intervals.ts'
import { createEntityFinder } from '../src/pipeline/entities/entities.ts'

/** Precision and recall of promises on eval/promises.jsonl, by lot; with `--wrong` what differs. Said on a Wednesday at three, docs/promises.md. */
const AT = new Date('2026-11-18T15:00:00+08:00')
const ZONE = 'Asia/Shanghai'
const DAY_MS = 86_400_000

interface Labelled {
  id: string
  lot: string
  lang: 'zh' | 'en'
  text: string
  /** `due` as clocks of the shop show it; 24:00 is midnight. */
  promises: { kind: string; due?: string; amount?: number; currency?: string }[]
}

const instant = (local: string): number =>
  local.endsWith('T24:00')
    ? Date.parse(`${local.slice(0, 10)}T00:00:00+08:00`) + DAY_MS
    : Date.parse(`${local}:00+08:00`)
const wanted = ({ kind, due, amount, currency }: Labelled['promises'][number]): string =>
  [kind, due === undefined ? '' : new Date(instant(due)).toISOString(), amount ?? '', currency ?? ''].join(' ')
const given = ({ kind, due, amount }: StatedPromise): string =>
  [kind, due ?? '', amount?.amount ?? '', amount?.currency ?? ''].join(' ')
const share = (right: number, of: number): string => {
  const { lower, upper } = wilson(right, of)
  const percent = (value: number): string => (value * 100).toFixed(1)
  return of === 0 ? '–' : `${percent(right / of)} % (${right} of ${of}; ${percent(lower)}–${percent(upper)})`
}

const rows = readFileSync(new URL('promises.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Labelled)
const find = createFindPromises({ findEntities: createEntityFinder({ timeZone: ZONE }), timeZone: ZONE })
const judged = rows.map((row) => {
  const found = find(row.text, AT)
  return { row, found, right: new Set(row.promises.map(wanted)), made: found.map(given) }
})
for (const lot of [...new Set(rows.map((row) => row.lot))])
  for (const lang of ['zh', 'en'] as const) {
    const own = judged.filter(({ row }) => row.lot === lot && row.lang === lang)
    const sum = (count: (one: (typeof own)[number]) => number): number => own.reduce((all, one) => all + count(one), 0)
    const [found, there] = [sum(({ made }) => made.length), sum(({ right }) => right.size)]
    const exact = sum(({ made, right }) => made.filter((one) => right.has(one)).length)
    const seen = own.filter(({ row, made }) => made.length > 0 && row.promises.length > 0).length
    console.log(
      `${lot} ${lang}, ${own.length} sentences: is a promise: precision ${share(seen, own.filter(({ made }) => made.length > 0).length)}, recall ${share(seen, own.filter(({ row }) => row.promises.length > 0).length)}`,
    )
    console.log(`  kind, deadline and amount exact: precision ${share(exact, found)}, recall ${share(exact, there)}`)
  }
if (process.argv.includes('--wrong'))
  for (const { row, right, made } of judged)
    if (made.length !== right.size || made.some((one) => !right.has(one)))
      console.log(`${row.id} ${row.text}\n   want ${[...right].join(' | ')}\n   got  ${made.join(' | ')}`)
