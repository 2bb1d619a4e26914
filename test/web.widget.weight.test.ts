import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { PAGES } from './helpers/browser.ts'

/** Bytes, gzipped, of everything fetched until a customer who opens the widget can read the greeting and send a first message: 25 KB. */
const FIRST_LOAD_BYTES = 25_600
/** With what is fetched once that stands, which shows answers and works without a network: a whole talk in text. */
const TALK_BYTES = 35_100
/** With everything that may be fetched later. */
const ALL_BYTES = 49_000
/** What a file needs before it can run. */
const IMPORTED = /\b(?:from|import)\s*["'`]\.\/([^"'`]+)["'`]/g
const TRACKED = /(?:src|href)="\/(assets\/[^"]+)"/g

const gzipped = (file: string): number => gzipSync(readFileSync(join(PAGES, file)), { level: 9 }).length
const total = (files: Iterable<string>): number => [...files].reduce((sum, file) => sum + gzipped(file), 0)
const read = (file: string): string => readFileSync(join(PAGES, file), 'utf8')
/** What the pages name; the compressed ones beside them are measured here anew. */
const assets = (): string[] => readdirSync(join(PAGES, 'assets')).filter((file) => !/\.(br|gz)$/.test(file))

const named = (start: string): string => {
  const found = assets().filter((file) => file.startsWith(start))
  expect(found, start).toHaveLength(1)
  return `assets/${found[0]}`
}
/** The files that the widget's page names, and the language's words, without which it shows nothing. */
const firstLoad = (language: 'zh' | 'en'): Set<string> => {
  const page = [...read('widget.html').matchAll(TRACKED)].map(([, file]) => file as string)
  return new Set(['widget.js', 'widget.html', ...page, named(`first-texts-${language}`)])
}
const LANGUAGES = ['zh', 'en'] as const
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
    const talk =
      first + total([named('rest-')]) + Math.max(...LANGUAGES.map((one) => total([named(`more-texts-${one}`)])))
    const all = total(reached(firstLoad('zh')))
    console.log(JSON.stringify({ loader: gzipped('widget.js'), firstLoad: first, talk, all }))
    expect(first).toBeLessThanOrEqual(FIRST_LOAD_BYTES)
    expect(talk).toBeLessThanOrEqual(TALK_BYTES)
    expect(all).toBeLessThanOrEqual(ALL_BYTES)
    expect(all - first, 'control: there is something to fetch later').toBeGreaterThan(3_000)
  },
)

it.skipIf(!existsSync(join(PAGES, 'widget.html')))(
  'a part that is fetched later imports only what runs already: another could be lost, and with it the part for good',
  () => {
    const page = read('widget.html')
    const parts = [...reached(firstLoad('zh'))].filter((file) => /^assets.*\.js$/.test(file) && !page.includes(file))
    const imports = parts.flatMap((part) =>
      [...read(part).matchAll(IMPORTED)].map(([, file]) => ({ part, file: `assets/${file}` })),
    )
    expect(imports.length, 'control: they import what the page has').toBeGreaterThan(0)
    // What fetches a part runs before it.
    const runs = (file: string, part: string) => page.includes(file) || read(file).includes(basename(part))
    expect(imports.filter(({ part, file }) => !runs(file, part))).toEqual([])
  },
)
