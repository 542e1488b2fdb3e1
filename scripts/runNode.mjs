// Runs a Node program and answers with its exit code; its output is the caller's, or is collected.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { root } from './root.mjs'

/**
 * @typedef {object} Finished
 * @property {number} exitCode 128 + the signal's number when a signal ended it, as a shell counts.
 * @property {string} output What it printed, when it was collected; else empty.
 */

/**
 * @param {string[]} args The program's path and its arguments.
 * @param {{ collect?: boolean, directory?: string, onStart?: (child: import('node:child_process').ChildProcess) => void }} [options]
 * @returns {Promise<Finished>}
 */
export function runNode(args, { collect = false, directory = root, onStart } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: directory,
      stdio: collect ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        output += text
      })
    }
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ exitCode: code ?? signalExitCode(signal), output }))
    onStart?.(child)
  })
}

/** @param {NodeJS.Signals | null} signal */
function signalExitCode(signal) {
  return signal === null ? 1 : 128 + constants.signals[signal]
}
