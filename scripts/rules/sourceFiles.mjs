// The files our own rules look at, each with its text. Refuses nothing: what is not source is not listed.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @typedef {object} SourceFile
 * @property {string} path Relative to the project, with `/`: `src/engine/plan.ts`.
 * @property {string} text
 */

/** @typedef {{ path: string, line: number, rule: string, message: string }} Violation */

const folders = ['bin', 'src', 'sim', 'scripts', 'bench', 'test']

/**
 * @param {string} root The project's folder.
 * @returns {SourceFile[]} In the order of their paths.
 */
export function sourceFiles(root) {
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true })
        .map((name) => `${folder}/${String(name).replaceAll('\\', '/')}`)
        .filter((path) => /\.(ts|tsx|mjs)$/.test(path) && !path.includes('/node_modules/')),
    )
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

/** @param {SourceFile} file */
export function isTest(file) {
  return file.path.startsWith('test/')
}
