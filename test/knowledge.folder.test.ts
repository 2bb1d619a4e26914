import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { describeFault } from '../src/knowledge/faults.ts'
import { readKnowledgeFolder } from '../src/knowledge/folder.ts'

const shipped = new URL('../knowledge', import.meta.url).pathname
let folder: string
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'knowledge-')), 'knowledge')
})
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }))

describe('the starter knowledge', () => {
  it('has no fault, and an article for every intent that can have one', async () => {
    const { articles, intents, faults, facts } = await readKnowledgeFolder(shipped)
    expect(faults.map(describeFault)).toEqual([])
    const answered = new Set(articles.map(({ intent }) => intent))
    expect(intents.map(({ intent }) => intent).filter((intent) => !answered.has(intent))).toEqual([
      'human_agent',
      'out_of_scope',
    ])
    expect(facts['name']).toEqual({ zh: '云集小店', en: 'Cloudmart' })
  })
})

describe('a knowledge folder', () => {
  const article = (id: string): string =>
    `---\nid: ${id}\nintent: greeting\ntitle: { zh: 你好, en: Hi }\nquestions: { zh: [你好], en: [hi] }\n---\n# zh\n您好。\n# en\nHello.\n`

  it('leaves out what has a fault and names it; the rest stands', async () => {
    await cp(shipped, folder, { recursive: true })
    const whole = await readKnowledgeFolder(folder)
    await writeFile(join(folder, 'articles', 'broken.md'), '---\nid: broken\n---\n# zh\n您好')
    await writeFile(join(folder, 'articles', 'other-name.md'), article('some-name'))
    await writeFile(join(folder, 'articles', 'zz-greeting.md'), article('some-name'))
    const { articles, faults, hash } = await readKnowledgeFolder(folder)
    expect(articles).toHaveLength(whole.articles.length + 1)
    expect(new Set(faults.map(({ file }) => file))).toEqual(
      new Set(['articles/broken.md', 'articles/other-name.md', 'articles/zz-greeting.md']),
    )
    expect(faults.find(({ fix }) => fix.includes('already used by articles/other-name.md'))).toBeDefined()
    expect(hash).not.toBe(whole.hash)
  })

  it('has the same hash as long as its articles are the same', async () => {
    await cp(shipped, folder, { recursive: true })
    const { hash } = await readKnowledgeFolder(folder)
    await writeFile(join(folder, 'notes.txt'), 'not an article')
    expect((await readKnowledgeFolder(folder)).hash).toBe(hash)
  })

  it('is empty where it is missing', async () => {
    expect(await readKnowledgeFolder(folder)).toMatchObject({ articles: [], intents: [], facts: {}, faults: [] })
  })
})
