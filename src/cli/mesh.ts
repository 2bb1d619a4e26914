import type { Command } from 'commander'
import { checkMesh } from './mesh-check.ts'

/** `mesh check`, `mesh schema`. */
export const addMesh = (program: Command): void => {
  const mesh = program
    .command('mesh')
    .description("the shop's systems beside the conversation")
    .addHelpText('after', '\nExample:\n  $ npx tabdesk mesh check --customer u-17')
  mesh
    .command('check')
    .description('read the files of mesh.sources, ask each source once, and say what maps where and what is missing')
    .option('--customer <id>', 'a customer that the systems know; default: `probe` in the files')
    .option('--order <id>', 'an order number; default: the first of that customer')
    .option('--parcel <no>', 'a parcel number; default: that of such an order')
    .option('--sku <sku>', 'an article number; default: that of such an order')
    .option('--json', 'one JSON object on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx tabdesk mesh check\n  $ npx tabdesk mesh check --customer u-17 --json\n\nExit code 2 when a file or a field is wrong (with its line), 1 when a source does not answer. No value of an answer is shown.',
    )
    .action(checkMesh)
  mesh
    .command('schema')
    .description('print the schema that POST /graphql answers by')
    .addHelpText('after', '\nExample:\n  $ npx tabdesk mesh schema > schema.graphql')
    .action(async () => {
      const { printSdl, readSchema } = await import('../mesh/schema.ts')
      process.stdout.write(printSdl(readSchema()))
    })
  for (const command of mesh.commands) command.exitOverride()
}
