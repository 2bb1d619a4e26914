import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = new URL('..', import.meta.url).pathname
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const filesBelow = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name).slice(root.length)] : [],
  )

/** Laws are stated in the protocol (`- **W1** …`) and in the docstrings of the ports (`ST1 …`). */
const stated = new Set([
  ...[...read('docs/protocol.md').matchAll(/^- \*\*(W\d+)\*\*/gm)].map(([, id]) => id),
  ...filesBelow('src/ports').flatMap((file) =>
    [...read(file).matchAll(/(?<=[\s*:;,])([A-Z]{2}\d+)(?= [a-zA-Z`(])/g)].map(([, id]) => id),
  ),
])
const cited = new Set(
  filesBelow('test')
    .filter((file) => file.endsWith('.ts') && !file.endsWith('laws.test.ts'))
    .flatMap((file) => [...read(file).matchAll(/\[([A-Z]{1,2}\d+)\]/g)].map(([, id]) => id)),
)
const SECURITY_LIST = /^S\d\d$/

describe('laws', () => {
  it('are there: the reading of the files works', () => {
    expect([...stated].filter((id) => /^W\d/.test(id ?? ''))).toHaveLength(10)
    expect(stated).toContain('ST12')
  })
  it('each have a test that cites them', () => {
    expect([...stated].filter((id) => !cited.has(id))).toEqual([])
  })
  it('are stated wherever a test cites one', () => {
    expect([...cited].filter((id) => !stated.has(id) && !SECURITY_LIST.test(id ?? ''))).toEqual([])
  })
})
