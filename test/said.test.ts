import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { createLibraryFiles } from '../src/adapters/local/library-files.ts'
import { english } from '../src/domain/english.ts'
import type { Refusal } from '../src/domain/errors.ts'
import { type SentenceCode, say, tell } from '../src/domain/said.ts'
import { SENTENCES } from '../src/domain/sentences.ts'
import { createImports } from '../src/knowledge/import/imports.ts'
import { checkChoices } from '../src/knowledge/import/map-table.ts'
import { checkedSynonyms } from '../src/knowledge/synonyms.ts'
import { faultText } from '../src/web/knowledge/editor-fault-texts.ts'
import { saidLanguage, saidText } from '../src/web/knowledge/said-text.ts'
import { CHINESE } from '../src/web/knowledge/sentences-zh.ts'
import { language } from '../src/web/shared/i18n.ts'

const CODES = Object.keys(SENTENCES) as SentenceCode[]
/** `{slot}` of `{{slot}}` is text. */
const params = (text: string): string[] =>
  [...text.replaceAll(/\{\{.*?\}\}/g, '').matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')

describe('what the knowledge part says', () => {
  afterEach(() => {
    language.value = 'en'
  })

  it('is in Chinese, too, with no parameter that the English does not have', () => {
    expect(CODES.length).toBeGreaterThan(100)
    for (const code of CODES) {
      expect(CHINESE[code], code).toMatch(/\p{Script=Han}/u)
      const known = params(SENTENCES[code])
      for (const name of params(CHINESE[code])) expect(known, code).toContain(name)
    }
  })

  it('is each used somewhere', () => {
    const sources = ['src/knowledge', 'src/adapters/local']
      .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
      .filter((path) => path.endsWith('.ts'))
      .map((path) => readFileSync(path, 'utf8'))
      .join('\n')
    expect(CODES.filter((code) => !sources.includes(`'${code}'`))).toEqual([])
    expect(sources).not.toContain("'no_such_sentence'")
  })

  it('takes parameters as they are, sentences among them', () => {
    const odd = say('file_unread', { file: '退货$&{reason}.csv', reason: say('rows_most', { most: 50_000 }) })
    expect(english(odd)).toBe('退货$&{reason}.csv cannot be read: more than 50000 rows: split the file')
    expect(tell(odd, CHINESE)).toBe('退货$&{reason}.csv 读不出来：超过 50000 行，请拆成几个文件')
    expect(tell(say('rows_most'), CHINESE), 'a missing one is seen').toContain('{most}')
  })

  it('is shown in the language of the page, in English where no code came or a newer one', () => {
    const said = say('slot_meant', { meant: '{{order.eta}}', where: say('slot_see') })
    expect(english(said)).toBe(
      'nobody fills this slot: did you mean {{order.eta}}? Or see the slots in docs/articles.md',
    )
    expect([saidText(said, english(said)), saidLanguage(said)]).toEqual([english(said), 'en'])
    language.value = 'zh'
    expect([saidText(said, english(said)), saidLanguage(said)]).toEqual([
      '没有这个变量，是不是 {{order.eta}}？不是的话，请从变量列表中选择',
      'zh',
    ])
    const newer = { code: 'of_tomorrow' as SentenceCode }
    expect([saidText(newer, 'as it is'), saidLanguage(newer)]).toEqual(['as it is', 'en'])
    expect(saidText(undefined, 'import faq.csv')).toBe('import faq.csv')
    expect(faultText({ field: 'title', value: '', fix: 'x', said: say('title_required') })).toBe(
      '请填写标题或至少一种问法',
    )
  })
})

describe('what an import and its versions say', () => {
  it('comes with code and parameters, but for what a person wrote', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'said-'))
    onTestFinished(() => rm(directory, { recursive: true, force: true }))
    const store = createLibraryFiles({ directory, now: () => new Date() })
    const imports = createImports({ store, now: () => new Date(), shop: () => new Set() })
    await store.seed('seed', async () => [])
    const upload = (content: string, name = '问答.csv') =>
      imports.upload({ name, bytes: Buffer.from(content), by: 'lin' })
    const report = await upload('问题,答案,生效时间\n怎么退货,点申请就行。,双11前\n几天到,,\n能开发票吗,可以的。,\n')
    expect(report.refused).toMatchObject([
      { row: 2, value: '双11前', said: { code: 'moment_form' } },
      { row: 3, said: { code: 'row_answer' }, reason: expect.stringMatching(/ is empty: write the answer$/) },
    ])
    await imports.commit(report.id, 'lin')
    const second = await upload('问题,答案\n能开发票吗,可以，电子的。\n')
    await imports.commit(second.id, 'lin', '财务说的')
    await imports.rollback(second.id, 'lin')
    const history = await createLibraryFiles({ directory, now: () => new Date() }).history()
    expect(history.map(({ note, did }) => [note, did && tell(did, CHINESE)])).toEqual([
      ['take back import 问答.csv', '撤回导入 问答.csv'],
      ['财务说的', undefined],
      ['import 问答.csv', '导入 问答.csv'],
      ['from the knowledge folder', '来自知识文件夹'],
    ])
    await expect(upload('', '规定.exe')).rejects.toMatchObject({ said: { code: 'file_type' } })
    const [failed] = [await upload('{"a": ', 'faq.json')]
    expect(failed).toMatchObject({ state: 'failed', said: { code: 'json_broken' } })
  })
})

it('is what a page in Chinese says of synonyms and columns that cannot be used', () => {
  const told = (work: () => unknown): string | undefined => {
    try {
      work()
    } catch (error) {
      const { said } = error as Refusal
      return said && tell(said, CHINESE)
    }
    return undefined
  }
  const checked = (groups: string[][]) => told(() => checkedSynonyms(groups, (text) => text))
  expect(checked([['运费', '邮费']])).toBeUndefined()
  expect(checked([['运费']])).toBe('有一组不到两个不同的词，请补上或删掉')
  expect(checked([['运费', ' '.trim()]])).toBe('有一个词是空的，请填写')
  expect(
    checked([
      ['运费', '邮费'],
      ['邮费', '快递费'],
    ]),
  ).toBe('"邮费" 出现在两组里，请合成一组')
  const columns = [{ header: '甲' }, { header: '乙' }]
  const mapping = [{ table: '', columns, preview: [], unsure: true }]
  const chosen = (...given: (string | null)[]) => told(() => checkChoices([{ table: '', columns: given }], mapping))
  expect(chosen('question', 'answer')).toBeUndefined()
  expect(chosen('question', null)).toMatch(/^请说明哪一列是问题/)
  expect(chosen('question', '价钱呀')).toMatch(/^第 B 列不能是/)
})
