import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { ConfigError } from '../config.ts'
import { Refusal } from '../domain/errors.ts'
import { addAudit } from './audit.ts'
import { addBackup } from './backup.ts'
import { addData } from './data.ts'
import { addDoctor } from './doctor.ts'
import { addErasing } from './erasing.ts'
import { addEval } from './eval.ts'
import { addKnowledge } from './knowledge.ts'
import { addMesh } from './mesh.ts'
import { addModel } from './model.ts'
import { addPredict } from './predict.ts'
import { addReplay } from './replay.ts'
import { addSentiment } from './sentiment.ts'
import { addServe } from './serve.ts'
import { EXIT, GateFailed, WrongUse } from './terminal.ts'
import { addToken } from './token.ts'
import { addTrain } from './train.ts'
import { addVoters } from './voters.ts'
import { addWebhooks } from './webhooks.ts'

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.good)
  throw error
})

const version = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version

const program = new Command('tabdesk')
  .description('AI-first customer support on your own machines')
  .version(version)
  .showHelpAfterError('(run with --help for examples)')
  .exitOverride()
for (const add of [
  addServe,
  addToken,
  addTrain,
  addPredict,
  addEval,
  addData,
  addKnowledge,
  addModel,
  addMesh,
  addReplay,
  addVoters,
  addWebhooks,
  addDoctor,
  addBackup,
  addErasing,
  addAudit,
  addSentiment,
])
  add(program)
for (const command of program.commands) command.exitOverride()

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = exitCode(error)
  if (!(error instanceof CommanderError)) process.stderr.write(`tabdesk: ${describe(error)}\n`)
}

function exitCode(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.good : EXIT.wrongUse
  if (error instanceof WrongUse || error instanceof ConfigError) return EXIT.wrongUse
  if (error instanceof Refusal && error.code === 'bad_input') return EXIT.wrongUse
  return error instanceof GateFailed ? EXIT.gateFailed : EXIT.broke
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const wantsStack = process.env['LOG_LEVEL'] === 'debug' || process.env['LOG_LEVEL'] === 'trace'
  return wantsStack ? (error.stack ?? error.message) : error.message
}
