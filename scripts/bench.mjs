// `npm run bench`: what Retake costs beside what users have now, into docs/BENCH.md. Arguments: `npm run bench -- noop`.
import { buildIfNeeded } from './build.mjs'
import { installIfNeeded } from './install.mjs'

installIfNeeded()
const builtCode = await buildIfNeeded()
if (builtCode === 0) {
  // It loads what was just built.
  const { bench } = await import('../bench/bench.mjs')
  process.exitCode = await bench(process.argv.slice(2))
} else process.exitCode = builtCode
