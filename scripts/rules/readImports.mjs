// What a file imports from our own files. Reads the text as Biome formats it: an import statement starts its line.
import { posix } from 'node:path'

/**
 * @typedef {object} OwnImport
 * @property {string} path The imported file, relative to the project.
 * @property {string} written As it stands in the file: `../store/lock.ts`.
 * @property {number} line From 1.
 * @property {boolean} typesOnly
 */

const statement = /^(?:import|export)\s+(type\s)?(?:[\w$*{}\s,]*?\sfrom\s+)?'(\.[^'\n]*)'/gm
const expression = /\bimport\(\s*'(\.[^'\n]*)'/g

/**
 * @param {import('./sourceFiles.mjs').SourceFile} file
 * @returns {OwnImport[]}
 */
export function readImports(file) {
  const text = withoutComments(file.text)
  const found = [
    ...[...text.matchAll(statement)].map((match) => ({ match, written: match[2], typesOnly: !!match[1] })),
    ...[...text.matchAll(expression)].map((match) => ({ match, written: match[1], typesOnly: false })),
  ]
  return found.map(({ match, written = '', typesOnly }) => ({
    path: posix.join(posix.dirname(file.path), written),
    written,
    line: text.slice(0, match.index).split('\n').length,
    typesOnly,
  }))
}

/**
 * Blanks whole comment lines, in place, so that line numbers stay.
 *
 * @param {string} text
 */
function withoutComments(text) {
  return text.replace(/^[ \t]*(\/\/|\/\*|\*).*$/gm, '')
}
