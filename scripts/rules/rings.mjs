// No file imports itself by way of others. Imports of types count: a ring of types is still one lump to read.
import { readImports } from './readImports.mjs'

/**
 * @param {import('./sourceFiles.mjs').SourceFile[]} files
 * @returns {import('./sourceFiles.mjs').Violation[]} One for each ring that closes during one walk over all files.
 */
export function ringViolations(files) {
  const imports = new Map(files.map((file) => [file.path, readImports(file)]))
  /** @type {import('./sourceFiles.mjs').Violation[]} */
  const violations = []
  /** @type {Set<string>} */
  const finished = new Set()

  /** @param {string} path @param {string[]} trail */
  function walk(path, trail) {
    if (finished.has(path)) return
    for (const { path: next, line } of imports.get(path) ?? []) {
      const start = [...trail, path].indexOf(next)
      if (start < 0) walk(next, [...trail, path])
      else
        violations.push({
          path,
          line,
          rule: 'import ring',
          message: [...trail, path].slice(start).concat(next).join(' → '),
        })
    }
    finished.add(path)
  }

  for (const file of files) walk(file.path, [])
  return violations
}
