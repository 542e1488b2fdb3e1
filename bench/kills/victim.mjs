// A process that may be killed at any moment, and what it said last.
import { spawn } from 'node:child_process'

/**
 * @typedef {object} Victim
 * @property {Promise<{ exitCode: number | null, said: string }>} ended `exitCode` is null when it was killed.
 * @property {() => void} kill With SIGKILL, as a power cut would.
 */

/**
 * @param {string[]} args Of node.
 * @param {{ cwd: string, environment?: Record<string, string> }} options
 * @returns {Victim}
 */
export function start(args, { cwd, environment = {} }) {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...withoutOurs(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said += text
    })
  }
  return {
    ended: new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (exitCode) => resolve({ exitCode, said }))
    }),
    kill: () => child.kill('SIGKILL'),
  }
}

/** What is set for Retake on this machine would change what is measured. */
function withoutOurs() {
  const ours = /^(RETAKE_|GLABS_|R2_|S3_|AWS_|UPLOAD_PROXY_|NODE_OPTIONS$|VITEST|NODE_ENV$|TEST$)/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)))
}
