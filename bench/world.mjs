// A folder of its own with a workflow in it, and Retake on that folder, with the real G-Labs backend or another in its place.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { COMMANDS, openApp, plainStill } from './builtRetake.mjs'

/**
 * @typedef {import('../src/backends/backend.ts').Backend} Backend
 * @typedef {import('../src/commands/command.ts').Report} Report
 * @typedef {import('../src/commands/runReport.ts').RunReport} RunReport
 * @typedef {object} World
 * @property {string} folder
 * @property {string} file The workflow's path.
 * @property {(backend?: Backend, report?: Report) => Promise<RunReport>} run Opens Retake, runs the workflow, closes it.
 */

export const WIDTH = 3

/** @type {string[]} */
const folders = []

/**
 * @param {object} workflow
 * @param {object} [config] As in retake.config.json.
 * @returns {World}
 */
export function openWorld(workflow, config = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'retake-bench-'))
  folders.push(folder)
  const file = join(folder, 'BENCH1-V0-1.nbflow')
  writeFileSync(file, `${JSON.stringify(workflow, null, 2)}\n`)
  writeFileSync(join(folder, 'retake.config.json'), JSON.stringify(config))
  writeFileSync(join(folder, 'avatar.png'), plainStill({ aspectRatio: '9:16' }, 'c0ffee'))
  mkdirSync(join(folder, 'plain'))
  return { folder, file, run: (backend, report = () => {}) => runIn(folder, file, backend, report) }
}

export function removeWorlds() {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}

/** @param {string} folder @param {string} file @param {Backend | undefined} backend @param {Report} report */
async function runIn(folder, file, backend, report) {
  const { signal } = new AbortController()
  const app = openApp({ cwd: folder, environment: {}, signal, ask: null })
  try {
    return await COMMANDS.run.run(backend === undefined ? app : withBackend(app, backend), { file }, report)
  } finally {
    await app.close()
  }
}

/**
 * @param {import('../src/app.ts').OpenApp} app
 * @param {Backend} backend
 * @returns {import('../src/commands/app.ts').App}
 */
function withBackend(app, backend) {
  const instances = [{ backend, concurrency: WIDTH, isSentTo: true }]
  const kind = { variant: /** @type {const} */ ('generated'), isFree: false }
  const given = { name: backend.name, ...kind, backend, instances }
  return {
    ...app,
    project: async (folder) => ({ ...(await app.project(folder)), backend: async () => given }),
  }
}
