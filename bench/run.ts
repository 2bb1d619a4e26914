import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'

/** Runs every bench one after the other; each prints one JSON line per result. `npm run bench [name…]` */
const wanted = process.argv.slice(2)
const notBenches = new Set(['run.ts', 'product.ts', 'large-shop.ts', 'bare-encoder.ts'])
for (const file of readdirSync(new URL('.', import.meta.url)).filter(
  (name) => name.endsWith('.ts') && !notBenches.has(name),
)) {
  if (wanted.length > 0 && !wanted.includes(file.replace('.ts', ''))) continue
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', `bench/${file}`], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
