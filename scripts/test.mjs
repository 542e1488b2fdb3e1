// `npm test`: every test, from an empty clone. Arguments go to vitest: `npm test -- test/tooling -t ring`.
import { buildIfNeeded } from './build.mjs'
import { installIfNeeded } from './install.mjs'
import { programs } from './programs.mjs'
import { runNode } from './runNode.mjs'

installIfNeeded()
const builtCode = await buildIfNeeded()
process.exitCode =
  builtCode === 0 ? (await runNode([programs.vitest, 'run', ...process.argv.slice(2)])).exitCode : builtCode
