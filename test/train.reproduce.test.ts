import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Terminal } from '../src/cli/terminal.ts'
import { runTrain } from '../src/cli/train.ts'

const SHIPPED = 'models/starter'
const MINUTES = 60_000
const silent: Terminal = {
  out: () => undefined,
  say: () => undefined,
  json: () => undefined,
  progress: () => () => undefined,
}

it('the shipped heads come from the shipped examples, byte for byte', { timeout: 5 * MINUTES }, async () => {
  const out = await mkdtemp(join(tmpdir(), 'tabdesk-starter-'))
  try {
    // Vectors of known texts are read, not computed: they differ a little from one kind of CPU to the next.
    await copyFile(join(SHIPPED, 'vectors.bin'), join(out, 'vectors.bin'))
    await runTrain({ data: ['knowledge/examples'], out, seed: 1, workers: 1 }, silent)
    for (const file of ['vectors.bin', 'heads.bin', 'model.json']) {
      const [made, shipped] = await Promise.all([out, SHIPPED].map((dir) => readFile(join(dir, file))))
      const how = `${file} differs: run \`npx tabdesk train --data knowledge/examples --out ${SHIPPED} --seed 1\` after every change of examples, validation, articles or of how they are read`
      expect(made?.equals(shipped as Buffer), how).toBe(true)
    }
  } finally {
    await rm(out, { recursive: true, force: true })
  }
})
