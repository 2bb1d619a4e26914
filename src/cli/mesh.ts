import type { Command } from 'commander'
import { checkMesh } from './mesh-check.ts'
import { importCurl } from './mesh-import.ts'

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
  const imports = mesh.command('import').description('a file of sources out of something that works already')
  imports
    .command('curl')
    .argument(
      '<command>',
      'the whole command in quotes, as it is copied from documentation or a browser; nothing is sent',
    )
    .requiredOption('--read <name>', 'what it reads: customers, orders, ordersOf, parcels, …')
    .requiredOption('--id <id>', 'the value in it that is the id; several with commas between them are a batch')
    .option('--name <name>', 'name of the source', 'shop')
    .description(
      'write a source that makes the same call, its secrets as variables, the fields that are needed to be filled in',
    )
    .addHelpText(
      'after',
      `\nExample:\n  $ npx tabdesk mesh import curl "curl -H 'X-Key: k' https://oms.example.com/api/orders/A-17" --read orders --id A-17 > graphql/oms.yaml`,
    )
    .action(importCurl)
  for (const command of [...mesh.commands, ...imports.commands]) command.exitOverride()
}
