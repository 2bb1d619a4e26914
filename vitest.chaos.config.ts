import { defineConfig } from 'vitest/config'
import base from './vitest.config.ts'

const { projects: _, ...shared } = base.test ?? {}

/** The list of faults of docs/chaos.md, `npm run chaos`: no part of `npm test`, because each case takes seconds. */
export default defineConfig({
  test: {
    ...shared,
    include: ['test/chaos/c[0-9]*.ts'],
    testTimeout: 600_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    reporters: ['default', './test/chaos/matrix-reporter.ts', './test/closing-line.ts'],
  },
})
