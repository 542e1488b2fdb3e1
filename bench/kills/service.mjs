// A simulated G-Labs that can be killed and started again at the same address; what it took is on disk before it answers.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {object} Service
 * @property {string} url
 * @property {() => string[]} accepted Tasks that it took, from the first start on: each was paid.
 * @property {() => Promise<void>} killAndRestart It forgets all its tasks and files.
 * @property {() => Promise<void>} nextCall Settles when somebody asks it something.
 * @property {() => void} end
 */

/**
 * @param {string} ledgerFile
 * @param {{ latencyMs: { image: number, video: number }, width: number }} options
 * @returns {Promise<Service>}
 */
export async function startService(ledgerFile, options) {
  let tell = () => {}
  const begin = async (/** @type {number} */ port, /** @type {number} */ upMs) => {
    const child = fork(fileURLToPath(new URL('../simProcess.mjs', import.meta.url)), [
      JSON.stringify({ ...options, port, upMs, ledgerFile, tellsCalls: true }),
    ])
    const [url] = /** @type {[string]} */ (await once(child, 'message'))
    child.on('message', () => tell())
    return { child, url }
  }
  // One that has just been started cannot say what it was never asked.
  let { child, url } = await begin(0, 3_600_000)
  const port = Number(new URL(url).port)
  return {
    url,
    accepted: () => {
      const lines = existsSync(ledgerFile) ? readFileSync(ledgerFile, 'utf8').split('\n') : []
      const entries = lines.filter((line) => line !== '').map((line) => JSON.parse(line))
      return entries.flatMap(({ taskId }) => (taskId === null ? [] : [taskId]))
    },
    killAndRestart: async () => {
      child.kill('SIGKILL')
      await once(child, 'exit')
      child = (await begin(port, 0)).child
    },
    nextCall: () =>
      new Promise((resolve) => {
        tell = resolve
      }),
    end: () => child.kill('SIGKILL'),
  }
}
