// `npm run check`: the one gate. One line per step; stops at the first failure and prints what that step said.
import { installIfNeeded } from './install.mjs'
import { programs } from './programs.mjs'
import { runNode } from './runNode.mjs'

/** The tests come last because they start the built program. */
const steps = [
  {
    name: 'format and lint',
    args: [programs.biome, 'check', '--error-on-warnings', '--max-diagnostics=none', '.'],
  },
  { name: 'types', args: [programs.tsc, '-p', 'tsconfig.json'] },
  { name: 'our own rules', args: [programs.rules] },
  { name: 'unused code', args: [programs.knip] },
  { name: 'build', args: ['scripts/build.mjs'] },
  { name: 'tests', args: [programs.vitest, 'run'] },
]

installIfNeeded()
const withTests = !process.argv.includes('--no-tests')
process.exitCode = await check(steps.filter((step) => withTests || step.name !== 'tests'))

/**
 * @param {{ name: string, args: string[] }[]} chosen
 * @returns {Promise<number>} The exit code.
 */
async function check(chosen) {
  const startedAt = performance.now()
  for (const { name, args } of chosen) {
    const stepStartedAt = performance.now()
    const { exitCode, output } = await runNode(args, { collect: true })
    const line = `${name.padEnd(16)} ${seconds(stepStartedAt)}`
    if (exitCode !== 0) {
      console.log(`failed  ${line}\n\n${output.trimEnd()}\n`)
      console.log(
        `check failed at: ${name}. Mend it and run npm run check again; npm run fix mends the format.`,
      )
      return 1
    }
    console.log(`ok      ${line}${name === 'tests' ? `  ${output.trimEnd().split('\n').at(-1)}` : ''}`)
  }
  console.log(
    `check passed: ${chosen.length} steps in ${seconds(startedAt)}${withTests ? '' : ', without the tests'}`,
  )
  return 0
}

/** @param {number} startedAt From `performance.now()`. */
function seconds(startedAt) {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`
}
