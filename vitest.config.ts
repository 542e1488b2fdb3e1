/** How the tests run. The last line of every run is `N passed, N failed`, for people and programs alike. */
import { defineConfig } from 'vitest/config'
import type { Reporter, TestModule } from 'vitest/node'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', countReporter()],
  },
})

/** A file that cannot be loaded and an error outside every test count as failures: `0 failed` never lies. */
function countReporter(): Reporter {
  return {
    onTestRunEnd(modules, unhandledErrors) {
      const tests = modules.flatMap((module) => [...module.children.allTests()])
      const inState = (state: string) => tests.filter((test) => test.result().state === state).length
      const brokenFiles = modules.filter((module: TestModule) => module.errors().length > 0).length
      const failed = inState('failed') + brokenFiles + unhandledErrors.length
      const skipped = inState('skipped') + inState('pending')
      process.stdout.write(
        `${inState('passed')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
      )
    },
  }
}
