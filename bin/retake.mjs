#!/usr/bin/env node
// The command `retake`: starts the built program. Refuses a Node that is too old and a clone that is not built.
import { existsSync } from 'node:fs'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const entry = new URL('../dist/src/cli/main.js', import.meta.url)

if (major < 20 || (major === 20 && minor < 19)) {
  stop(
    `Retake needs Node 20.19 or newer; this is Node ${process.versions.node}. Get one at https://nodejs.org.`,
  )
} else if (!existsSync(entry)) {
  stop('Retake is not built yet. Run npm ci && npm run build first.')
} else {
  await import(entry.href)
}

/** @param {string} reason */
function stop(reason) {
  console.error(reason)
  process.exitCode = 2
}
