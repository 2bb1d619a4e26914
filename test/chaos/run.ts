import { spawnSync } from 'node:child_process'

/**
 * `npm run chaos` runs the list of docs/chaos.md, `npm run chaos -- c01` a case of it, `npm run chaos -- --long` a million acknowledged
 * messages under mixed faults (docs/chaos.md).
 */
/** A million messages, each said, acknowledged, shown twice and logged. */
const HEAP_MB = 6_144
const args = process.argv.slice(2)
const command = args.includes('--long')
  ? [
      `--max-old-space-size=${HEAP_MB}`,
      '--import',
      'tsx',
      'test/chaos/long.ts',
      ...args.filter((one) => one !== '--long'),
    ]
  : ['node_modules/vitest/vitest.mjs', 'run', '-c', 'vitest.chaos.config.ts', ...args]
process.exit(spawnSync(process.execPath, command, { stdio: 'inherit' }).status ?? 1)
