#!/usr/bin/env node
// The command `retake`: starts the built program. Refuses a Node that is too old and a clone that is not built.
import { existsSync } from 'node:fs'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const entry = new URL('../dist/bundle/main.js', import.meta.url)

if (major < 20 || (major === 20 && minor < 19)) {
  stop(
    `Retake needs Node 20.19 or newer; this is Node ${process.versions.node}. Get one at https://nodejs.org.`,
  )
} else if (!existsSync(entry)) {
  stop('Retake is not built yet. Run npm ci && npm run build first.')
} else {
  await import(entry.href).catch(tooManyFiles)
}

/** @param {string} reason @param {number} [exitCode] */
function stop(reason, exitCode = 2) {
  console.error(reason)
  process.exitCode = exitCode
}

/** @param {{ code?: string }} error What the program cannot be loaded for: it opens its files many at a time. */
function tooManyFiles(error) {
  if (error.code !== 'EMFILE' && error.code !== 'ENFILE') throw error
  stop(
    `error Too many files are open to start Retake (${error.code}).\nnext  Raise the limit (ulimit -n 256), or close other programs. Nothing was sent.`,
    1,
  )
}
