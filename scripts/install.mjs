// Brings node_modules up to package-lock.json, and leaves it alone when it is. Uses what Node brings, for nothing else is there yet.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { nodeVersionProblem } from './nodeVersion.mjs'
import { isStartedDirectly, root } from './root.mjs'

/** Ends the process with a sentence when Node is too old or `npm ci` fails. */
export function installIfNeeded() {
  const problem = nodeVersionProblem(process.versions.node)
  if (problem !== null) stop(problem, 2)
  if (isInstalled(root)) return
  console.error('Installing what Retake needs (npm ci) …')
  const exitCode = npm(['ci', '--no-audit', '--no-fund'])
  if (exitCode !== 0) stop('npm ci failed: its own message is above. Nothing else was done.', exitCode)
}

/**
 * Compares contents, not times: `npm ci`, `npm install` and a branch switch all leave the truth in the two files.
 *
 * @param {string} directory The project's folder.
 * @returns {boolean} Whether every package of the lock file is there in the locked version; optional ones may be missing.
 */
export function isInstalled(directory) {
  const installedPath = join(directory, 'node_modules', '.package-lock.json')
  if (!existsSync(installedPath)) return false
  const installed = readPackages(installedPath)
  const locked = readPackages(join(directory, 'package-lock.json'))
  return Object.entries(locked).every(([path, entry]) => {
    const found = installed[path]
    if (path === '') return true
    if (found === undefined) return entry.optional === true
    return found.version === entry.version && found.integrity === entry.integrity
  })
}

/**
 * @param {string} path
 * @returns {Record<string, { version?: string, integrity?: string, optional?: boolean }>}
 */
function readPackages(path) {
  return JSON.parse(readFileSync(path, 'utf8')).packages
}

/**
 * npm's own program through this Node where it is known: on Windows `npm` is a batch file, which only a shell starts.
 * What npm prints goes to stderr, so that stdout belongs to the program that is started next.
 *
 * @param {string[]} args
 * @returns {number} The exit code.
 */
function npm(args) {
  const program = process.env.npm_execpath
  /** @type {import('node:child_process').SpawnSyncOptions} */
  const options = { cwd: root, stdio: ['ignore', 2, 2] }
  const result =
    program !== undefined && basename(program) === 'npm-cli.js'
      ? spawnSync(process.execPath, [program, ...args], options)
      : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' })
  if (result.error) console.error(`npm could not be started: ${result.error.message}`)
  return result.status ?? 1
}

/**
 * @param {string} sentence
 * @param {number} exitCode
 * @returns {never}
 */
function stop(sentence, exitCode) {
  console.error(sentence)
  process.exit(exitCode)
}

if (isStartedDirectly(import.meta.url)) installIfNeeded()
