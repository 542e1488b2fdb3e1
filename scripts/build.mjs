// Compiles src/ and sim/ into dist/, and bundles the command. `npm run build` always does; other scripts only when a source has changed since.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { programs } from './programs.mjs'
import { isStartedDirectly, root } from './root.mjs'
import { runNode } from './runNode.mjs'

const distPath = join(root, 'dist')
const stampPath = join(distPath, 'built-from.txt')
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
/** Plain JavaScript that every command needs. */
const bundled = ['commander', 'diff', 'hono', 'ipaddr.js', 'jsonc-parser', 'kysely', 'zod']
/** What decides the compiler's output. The lock file stands for the compiler itself. */
const inputs = [
  'src',
  'sim',
  'scripts/build.mjs',
  'tsconfig.json',
  'tsconfig.build.json',
  'package-lock.json',
]

/**
 * A program that is at work keeps its files until the new ones are whole; a build that fails changes nothing.
 *
 * @returns {Promise<number>} The compiler's exit code; its messages went to stderr.
 */
export async function build() {
  const hash = hashOf(inputs)
  const next = `${distPath}-next-${process.pid}`
  const compile = [programs.tsc, '-p', 'tsconfig.build.json', '--outDir', next]
  const { exitCode, output } = await runNode(compile, { collect: true })
  if (output !== '') process.stderr.write(output)
  if (exitCode === 0) {
    await bundle(join(next, 'src', 'cli', 'main.js'), join(next, 'bundle'))
    writeFileSync(join(next, 'built-from.txt'), `${hash}\n`)
    const former = `${distPath}-former-${process.pid}`
    if (existsSync(distPath)) renameSync(distPath, former)
    renameSync(next, distPath)
    rmSync(former, { recursive: true, force: true, maxRetries: 3 })
  }
  rmSync(next, { recursive: true, force: true, maxRetries: 3 })
  return exitCode
}

/**
 * The command as a few files: to find and read a thousand modules takes longer than most commands.
 *
 * @param {string} entry
 * @param {string} folder
 */
async function bundle(entry, folder) {
  const { rolldown } = await import('rolldown')
  const build = await rolldown({
    input: { main: entry },
    platform: 'node',
    // What has native parts, or is so large that it is loaded when it is wanted.
    external: Object.keys(dependencies).filter((name) => !bundled.includes(name)),
    // jsonc-parser's other form asks for its parts by names that a bundler cannot see.
    resolve: { mainFields: ['module', 'main'] },
    logLevel: 'warn',
  })
  await build.write({ dir: folder, format: 'esm' })
  await build.close()
}

/** @returns {Promise<number>} 0 when dist/ already holds what the sources say. */
export async function buildIfNeeded() {
  if (existsSync(stampPath) && readFileSync(stampPath, 'utf8').trim() === hashOf(inputs)) return 0
  console.error('Building …')
  return build()
}

/**
 * @param {string[]} paths Files and folders, relative to the project.
 * @returns {string} One hash over the names and bytes of all files.
 */
function hashOf(paths) {
  const hash = createHash('sha256')
  for (const path of paths.flatMap(filesBelow)) {
    hash.update(`${path}\0`).update(
      createHash('sha256')
        .update(readFileSync(join(root, path)))
        .digest(),
    )
  }
  return hash.digest('hex')
}

/**
 * @param {string} path
 * @returns {string[]} The path itself, or the files below it, in the same order everywhere.
 */
function filesBelow(path) {
  if (/\.\w+$/.test(path)) return [path]
  return readdirSync(join(root, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replaceAll('\\', '/'))
    .sort()
}

if (isStartedDirectly(import.meta.url)) process.exitCode = await build()
