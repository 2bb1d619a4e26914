import { defineConfig } from 'vitest/config'

/** Tests that drive Chromium: one of them may be tried again where asked for, and is then named as flaky (`test/closing-line.ts`). */
const PAGES = ['test/web.*.test.ts', 'test/browser.test.ts']

export default defineConfig({
  test: {
    // Vite would take graphql's second build, whose types the one that mercurius loads does not know; Node takes this one.
    alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }],
    restoreMocks: true,
    unstubEnvs: true,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What is waited for comes when it comes; the second of the default is too short for a browser on a busy machine.
    expect: { poll: { timeout: 15_000 } },
    reporters: ['default', './test/closing-line.ts'],
    projects: [
      { extends: true, test: { name: 'pages', include: PAGES, retry: Number(process.env['PAGE_RETRIES'] ?? 0) } },
      { extends: true, test: { name: 'product', include: ['test/**/*.test.ts'], exclude: PAGES } },
    ],
  },
})
