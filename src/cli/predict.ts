import type { Command } from 'commander'
import { openEntities } from '../compose-reading.ts'
import { loadConfig } from '../config.ts'
import { readKnowledgeFolder } from '../knowledge/folder.ts'
import { readExamples } from '../learning/examples.ts'
import { encoderOption, jsonOption, quietOption, workersOption } from './lab-options.ts'
import { checkOutFile, writeWhole } from './out.ts'
import { type PredictOptions, predictAll } from './predictions.ts'
import { createTerminal, type Terminal } from './terminal.ts'

export interface PredictFileOptions extends PredictOptions {
  in: string
  out: string
  json?: boolean
  quiet?: boolean
}

export const addPredict = (program: Command): void => {
  program
    .command('predict')
    .description('intent, confidence and decision for every line of a file')
    .requiredOption('--model <dir>', 'folder that `tabdesk train` wrote')
    .requiredOption('--in <file>', 'JSONL with {"text"}, or CSV with a column text')
    .requiredOption('--out <file>', 'JSONL, one line per line of --in, in the same order')
    .option(
      '--knowledge <dir>',
      'knowledge of the retrieval voter; default: KNOWLEDGE_DIR when the model was trained with one',
    )
    .addOption(encoderOption())
    .addOption(workersOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      `
Examples:
  $ npx tabdesk predict --model models/starter --in messages.jsonl --out predictions.jsonl
  $ KNOWLEDGE_DIR=/srv/knowledge npx tabdesk predict --model data/models/shop --in new.csv --out predictions.jsonl

A line of --out: {"text","intent","confidence","decision","language","votes":[{"voter","intent","confidence"}],"outOfScope","best","requests"?:[{"text","intent","confidence"}],"entities":[{"type","text","value","start","end","slots"}]}`,
    )
    .action(async (options: PredictFileOptions) => {
      await runPredict(options, createTerminal({ quiet: options.quiet === true }))
    })
}

/** Writes one prediction per message of the file. */
export const runPredict = async (options: PredictFileOptions, terminal: Terminal): Promise<void> => {
  await checkOutFile('--out', options.out, { '--in': options.in })
  const warn = (text: string): void => terminal.say(`warning: ${text}`)
  const messages = await readExamples([options.in], { unlabelled: true, warn })
  const predictions = await predictAll(messages, options, terminal)
  const { knowledgeDir } = loadConfig(process.env)
  const { facts } = await readKnowledgeFolder(options.knowledge ?? knowledgeDir)
  const { findEntities } = await openEntities(options.knowledge ?? knowledgeDir, facts)
  const now = new Date()
  const lines = predictions.map((line) => `${JSON.stringify({ ...line, entities: findEntities(line.text, now) })}\n`)
  await writeWhole(options.out, lines.join(''))
  if (options.json) terminal.json({ out: options.out, predictions: predictions.length })
  else terminal.say(`${options.out}: ${predictions.length} predictions`)
}
