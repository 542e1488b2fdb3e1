// Where the project is, and whether a script was started by itself or imported by another.
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The project's folder, absolute. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * @param {string} moduleUrl `import.meta.url` of the script that asks.
 * @returns {boolean}
 */
export function isStartedDirectly(moduleUrl) {
  const started = process.argv[1]
  return started !== undefined && realpathSync(started) === realpathSync(fileURLToPath(moduleUrl))
}
