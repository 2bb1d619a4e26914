import type { Reporter, TestModule } from 'vitest/node'

/** Closes a run with one plain line, so that any CI can read the result. */
// biome-ignore lint/style/noDefaultExport: vitest loads a reporter by its default export
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0 }
    const flaky: string[] = []
    for (const module of modules) {
      let any = false
      for (const test of module.children.allTests()) {
        any = true
        const { state } = test.result()
        if (state !== 'pending') count[state] += 1
        if (test.diagnostic()?.flaky) flaky.push(`${module.relativeModuleId}: ${test.fullName}`)
      }
      if (!any && module.state() === 'failed') count.failed += 1
    }
    if (flaky.length > 0) console.log(`flaky, passed at a second try:\n${flaky.map((one) => `  ${one}`).join('\n')}`)
    console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
  }
}
