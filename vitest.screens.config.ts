import { defineConfig } from 'vitest/config'
import base from './vitest.config.ts'

const { projects: _, ...shared } = base.test ?? {}

/** The pictures of docs/screens, `npm run screens`: no part of `npm test`. */
export default defineConfig({
  test: {
    ...shared,
    include: ['test/screens/take.ts'],
    testTimeout: 600_000,
    hookTimeout: 60_000,
    reporters: ['default'],
  },
})
