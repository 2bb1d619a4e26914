import type { Command } from 'commander'
import { hasSecret, readOrCreateSecret } from '../adapters/local/secret.ts'
import { loadConfig } from '../config.ts'
import { createTokens, DEFAULT_TENANT, ROLES } from '../gateway/auth.ts'
import { createTerminal, WrongUse } from './terminal.ts'

const DEFAULT_TTL_SECONDS = 12 * 3600

interface Options {
  role: string
  sub: string
  tenant: string
  name?: string
  ttl: string
}

export const addToken = (program: Command): void => {
  program
    .command('token')
    .description('print a token, signed with the secret of the local server')
    .requiredOption('--role <role>', ROLES.join(' | '))
    .requiredOption('--sub <id>', 'who it speaks for')
    .option('--tenant <tenant>', 'company', DEFAULT_TENANT)
    .option('--name <name>', 'name that others see')
    .option('--ttl <seconds>', 'how long it lives', String(DEFAULT_TTL_SECONDS))
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx tabdesk token --role agent --sub ann\n  $ npx tabdesk token --role customer --sub demo --ttl 600',
    )
    .action(async ({ role, sub, tenant, name, ttl }: Options) => {
      const known = ROLES.find((other) => other === role)
      if (known === undefined) throw new WrongUse(`--role is ${JSON.stringify(role)}; use one of ${ROLES.join(', ')}`)
      const seconds = Number(ttl)
      if (!Number.isInteger(seconds) || seconds <= 0)
        throw new WrongUse(`--ttl is ${JSON.stringify(ttl)}; use a whole number of seconds above 0`)
      for (const [option, value, longest] of [
        ['--sub', sub, 128],
        ['--tenant', tenant, 64],
        ['--name', name ?? sub, 128],
      ] as const)
        if (value === '' || value.length > longest)
          throw new WrongUse(
            `${option} has ${value.length} characters; use 1 to ${longest}, or servers refuse the token`,
          )
      const config = loadConfig(process.env)
      const isNew = config.jwtSecret === undefined && !(await hasSecret(config.dataDir))
      const tokens = createTokens(config.jwtSecret ?? (await readOrCreateSecret(config.dataDir)))
      const terminal = createTerminal({ quiet: false })
      terminal.say(
        config.jwtSecret === undefined
          ? `signed with the secret of DATA_DIR ${config.dataDir}${isNew ? ', which was made just now: no running server has it' : ''}; only servers of this DATA_DIR take it`
          : 'signed with JWT_SECRET; only servers with the same one take it',
      )
      terminal.out(await tokens.sign({ sub, role: known, tenant, name: name ?? sub }, seconds))
    })
}
