import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const file = (path: string): URL => new URL(`../${path}`, import.meta.url)
const ROW = /^\| (.+) \| `(test\/[^`]+)` \| (.+) \|$/gm

const missing = (page: string): string[] =>
  [...page.matchAll(ROW)].flatMap(([, what, path = '', title = '']) => {
    if (!existsSync(file(path))) return [`${what}: there is no ${path}`]
    return readFileSync(file(path), 'utf8').includes(title) ? [] : [`${what}: ${path} has no test “${title}”`]
  })

it('every test that docs/testing.md names is there under that title', () => {
  const page = readFileSync(file('docs/testing.md'), 'utf8')
  expect([...page.matchAll(ROW)].length).toBeGreaterThan(40)
  for (let n = 1; n <= 12; n++) expect(page, `number ${n} of the twelve`).toContain(`| ${n}. `)
  expect(missing(page)).toEqual([])
  expect(missing(`| x | \`test/proven.test.ts\` | ${['no', 'such', 'title'].join(' ')} |`), 'control').toHaveLength(1)
  expect(missing('| x | `test/nowhere.test.ts` | x |'), 'control').toHaveLength(1)
})
