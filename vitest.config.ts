import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Vite would take graphql's second build, whose types the one that mercurius loads does not know; Node takes this one.
    alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }],
    include: ['test/**/*.test.ts'],
    restoreMocks: true,
    unstubEnvs: true,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', './test/closing-line.ts'],
  },
})
