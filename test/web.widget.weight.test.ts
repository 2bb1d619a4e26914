import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { PAGES } from './helpers/browser.ts'

/** Bytes, gzipped, that a customer downloads to read and write a text. The goal is 25 KB; this keeps what is reached. */
const FIRST_LOAD_BYTES = 32_000
/** With everything that may be fetched later. */
const ALL_BYTES = 46_000
const TRACKED = /(?:src|href)="\/(assets\/[^"]+)"/g

const gzipped = (file: string): number => gzipSync(readFileSync(join(PAGES, file)), { level: 9 }).length
const total = (files: Iterable<string>): number => [...files].reduce((sum, file) => sum + gzipped(file), 0)
const read = (file: string): string => readFileSync(join(PAGES, file), 'utf8')
/** What the pages name; the compressed ones beside them are measured here anew. */
const assets = (): string[] => readdirSync(join(PAGES, 'assets')).filter((file) => !/\.(br|gz)$/.test(file))

/** The files that the widget's page names, and the language's words, which it always fetches. */
const firstLoad = (language: 'zh' | 'en'): Set<string> => {
  const page = [...read('widget.html').matchAll(TRACKED)].map(([, file]) => file as string)
  const words = assets().filter((file) => file.startsWith(`texts-${language}`))
  expect(words).toHaveLength(1)
  return new Set(['widget.js', 'widget.html', ...page, ...words.map((file) => `assets/${file}`)])
}
/** All files that those name in turn. */
const reached = (from: Set<string>): Set<string> => {
  const all = assets()
  const known = new Set(from)
  for (const file of known)
    if (/\.(js|html)$/.test(file)) for (const other of all) if (read(file).includes(other)) known.add(`assets/${other}`)
  return known
}

it.skipIf(!existsSync(join(PAGES, 'widget.html')))(
  'the widget is light, and what a text does not need comes later',
  () => {
    const first = Math.max(total(firstLoad('zh')), total(firstLoad('en')))
    const all = total(reached(firstLoad('zh')))
    console.log(JSON.stringify({ loader: gzipped('widget.js'), firstLoad: first, all }))
    expect(first).toBeLessThanOrEqual(FIRST_LOAD_BYTES)
    expect(all).toBeLessThanOrEqual(ALL_BYTES)
    expect(all - first, 'control: there is something to fetch later').toBeGreaterThan(3_000)
  },
)
