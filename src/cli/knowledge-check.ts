import { type Config, loadConfig } from '../config.ts'
import { describeFault } from '../knowledge/faults.ts'
import { type KnowledgeFolder, readKnowledgeFolder } from '../knowledge/folder.ts'
import { createTerminal, WrongUse } from './terminal.ts'

/** `knowledge check`: counts by domain, and every fault of every file. */
export const checkKnowledge = async ({ json, quiet }: { json?: boolean; quiet?: boolean }): Promise<void> => {
  const { knowledgeDir }: Config = loadConfig(process.env)
  const folder = await readKnowledgeFolder(knowledgeDir)
  const rows = countByDomain(folder)
  const terminal = createTerminal({ quiet: quiet ?? false })
  const unanswered = withoutArticle(folder)
  if (json)
    terminal.json({
      folder: knowledgeDir,
      ok: folder.faults.length === 0,
      domains: rows,
      unanswered,
      faults: folder.faults,
    })
  else {
    terminal.out(['domain'.padEnd(24), 'articles', 'auto', 'suggest', 'off', 'questions zh', 'questions en'].join('  '))
    for (const row of rows) terminal.out(formatRow(row))
    if (unanswered.length > 0) terminal.out(`intents without an article: ${unanswered.join(', ')}`)
    for (const fault of folder.faults) terminal.out(describeFault(fault))
  }
  if (folder.articles.length === 0 && folder.faults.length === 0)
    throw new WrongUse(`there are no articles in ${knowledgeDir}: set KNOWLEDGE_DIR`)
  if (folder.faults.length > 0) throw new WrongUse(`${folder.faults.length} faults in ${knowledgeDir}`)
}

interface DomainRow {
  domain: string
  articles: number
  auto: number
  suggest: number
  off: number
  zh: number
  en: number
}

const countByDomain = ({ articles, intents }: KnowledgeFolder): DomainRow[] => {
  const domainOf = new Map(intents.map(({ intent, domain }) => [intent, domain]))
  const rows = new Map<string, DomainRow>()
  for (const { intent, mode, questions } of articles) {
    const domain = domainOf.get(intent) ?? '–'
    const row = rows.get(domain) ?? { domain, articles: 0, auto: 0, suggest: 0, off: 0, zh: 0, en: 0 }
    row.articles++
    row[mode]++
    row.zh += questions.zh.length
    row.en += questions.en.length
    rows.set(domain, row)
  }
  const sorted = [...rows.values()].sort((a, b) => a.domain.localeCompare(b.domain, 'en'))
  const total = (key: Exclude<keyof DomainRow, 'domain'>): number => sorted.reduce((sum, row) => sum + row[key], 0)
  const all = { articles: total('articles'), auto: total('auto'), suggest: total('suggest'), off: total('off') }
  return [...sorted, { domain: 'all', ...all, zh: total('zh'), en: total('en') }]
}

const formatRow = ({ domain, articles, auto, suggest, off, zh, en }: DomainRow): string =>
  [
    domain.padEnd(24),
    String(articles).padStart(8),
    String(auto).padStart(4),
    String(suggest).padStart(7),
    String(off).padStart(3),
    String(zh).padStart(12),
    String(en).padStart(12),
  ].join('  ')

const withoutArticle = ({ articles, intents }: KnowledgeFolder): string[] => {
  const answered = new Set(articles.map(({ intent }) => intent))
  return intents.flatMap(({ intent }) => (answered.has(intent) ? [] : [intent]))
}
