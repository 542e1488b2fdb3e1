// Runs command lines of the built Retake one after the other in one process, as `main` would run each in its own.
// `node everyLine.mjs LINES` with a JSON file of them; after each its number, on a line of its own in both streams.
import { readFileSync } from 'node:fs'

const built = (/** @type {string} */ path) =>
  import(new URL(`../../dist/src/${path}.js`, import.meta.url).href)
const { openApp } = await built('app')
const { buildProgram } = await built('cli/program')
const { errorObject, printError } = await built('cli/printError')
const { safeJson } = await built('cli/safeText')

/** @type {string[][]} */
const lines = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
for (const [at, line] of lines.entries()) {
  const signal = new AbortController().signal
  const app = openApp({ cwd: process.cwd(), environment: process.env, signal })
  try {
    await buildProgram(app)(line)
  } catch (error) {
    printError(error)
    if (line.includes('--json')) process.stdout.write(`${safeJson(errorObject(error))}\n`)
  }
  await app.close()
  process.stdout.write(`\n### ${at} ###\n`)
  process.stderr.write(`\n### ${at} ###\n`)
}
