import type { Command } from 'commander'
import { checkKnowledge } from './knowledge-check.ts'
import { addKnowledgeExport } from './knowledge-export.ts'
import { importKnowledge } from './knowledge-import.ts'
import { addKnowledgeRetire } from './knowledge-retire.ts'
import { searchKnowledge } from './knowledge-search.ts'
import { addKnowledgeVersions } from './knowledge-versions.ts'

/** `knowledge search | import | check | export | versions | diff | rollback | retire`. */
export const addKnowledge = (program: Command): void => {
  const knowledge = program
    .command('knowledge')
    .description('search, import and check articles; their versions')
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx tabdesk knowledge import faq.csv --dry-run\n  $ npx tabdesk knowledge check',
    )
  knowledge
    .command('search')
    .description('hybrid retrieval over a file of passages, nothing stored')
    .requiredOption('--passages <file>', 'JSONL of {"id","text"}')
    .requiredOption('--queries <file>', 'JSONL of {"id","text"}')
    .requiredOption('--out <file>', 'JSONL of {"id","hits":[{"id","score"}]}')
    .option('--top <k>', 'hits a query', '10')
    .option('--json', 'one JSON object on stdout')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      '\nExample:\n  $ npx tabdesk knowledge search --passages faq.jsonl --queries asked.jsonl --top 5 --out hits.jsonl',
    )
    .action(searchKnowledge)
  knowledge
    .command('import')
    .description('import workbooks, CSV, Markdown, HTML, DOCX, PDF, JSON, text, or a ZIP of these')
    .argument('<files...>', 'files to import')
    .option('--dry-run', 'report what would change, and change nothing')
    .option(
      '--preview',
      'a dry run that also finds contradictions, near-duplicates, personal data, and questions answered otherwise',
    )
    .option('--map <columns>', 'which column is what: question=B,answer=C, or headers for the letters')
    .option('--replace', 'retire articles that came from a file of this name and are not in it any more')
    .option('--products', 'the files are tables of products, CSV or XLSX; --replace: products that are not in it go')
    .option('--json', 'one JSON object on stdout')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx tabdesk knowledge import faq.csv --dry-run\n  $ npx tabdesk knowledge import --products goods.xlsx --dry-run\n  $ npx tabdesk knowledge import faq.csv --preview\n  $ npx tabdesk knowledge import faq.xlsx policy.pdf --json\n  $ npx tabdesk knowledge import export.xlsx --map question=B,answer=回复\n\nExit code 2 when a file cannot be read, or nobody knows its columns.',
    )
    .action(importKnowledge)
  knowledge
    .command('check')
    .description('parse KNOWLEDGE_DIR and name every fault')
    .option('--json', 'one JSON object on stdout')
    .option('--quiet', 'no progress')
    .addHelpText('after', '\nExample:\n  $ npx tabdesk knowledge check\n\nExit code 2 when there is a fault.')
    .action(checkKnowledge)
  addKnowledgeExport(knowledge)
  addKnowledgeVersions(knowledge)
  addKnowledgeRetire(knowledge)
  for (const command of knowledge.commands) command.exitOverride()
}
