// Imports point one way: who may import what is a table, and a permission that nobody uses is an error too.
import { readImports } from './readImports.mjs'

/** @typedef {Record<string, string[]>} Permissions Place → what it may import: a place, a file (`backends/backend.ts`), or `type` and one of these. */

const rule = 'import permissions'
const tablePath = 'scripts/rules.mjs'

/**
 * @param {import('./sourceFiles.mjs').SourceFile[]} files
 * @param {Permissions} permissions
 * @returns {import('./sourceFiles.mjs').Violation[]}
 */
export function permissionViolations(files, permissions) {
  /** @type {Set<string>} */
  const used = new Set()
  /** @type {import('./sourceFiles.mjs').Violation[]} */
  const violations = []
  for (const file of files) {
    const place = placeOf(file.path)
    if (place === null) continue
    for (const imported of readImports(file)) {
      const target = inTable(imported.path)
      if (placeOf(imported.path) === place) continue
      const granted = permissions[place]?.find((permission) => allows(permission, target, imported.typesOnly))
      if (granted !== undefined) used.add(`${place} → ${granted}`)
      else
        violations.push({
          path: file.path,
          line: imported.line,
          rule,
          message: refusal(place, imported, permissions),
        })
    }
  }
  return [...violations, ...unusedPermissions(permissions, used)]
}

/**
 * The unit that the table speaks of: a folder of src/ (`engine`), a file in src/ (`errors`), or `sim`.
 *
 * @param {string} path
 * @returns {string | null} Null for files that may import anything: tests, scripts, benchmarks.
 */
function placeOf(path) {
  const [top, second = ''] = path.split('/')
  if (top === 'sim') return 'sim'
  return top === 'src' ? second.replace(/\.tsx?$/, '') : null
}

/** @param {string} path As in the project: `src/backends/backend.ts` → `backends/backend.ts`. */
function inTable(path) {
  return path.replace(/^src\//, '')
}

/**
 * @param {string} permission
 * @param {string} target
 * @param {boolean} typesOnly
 */
function allows(permission, target, typesOnly) {
  const [, onlyTypes, place] = /^(type )?(.+)$/.exec(permission) ?? []
  if (onlyTypes !== undefined && !typesOnly) return false
  return target === place || target === `${place}.ts` || target.startsWith(`${place}/`)
}

/**
 * @param {string} place
 * @param {import('./readImports.mjs').OwnImport} imported
 * @param {Permissions} permissions
 */
function refusal(place, imported, permissions) {
  const allowed = permissions[place]
  if (allowed === undefined)
    return `'${imported.written}': ${place} is not in the table of ${tablePath}; add it there`
  const list = allowed.length === 0 ? 'nothing of ours' : allowed.join(', ')
  return `'${imported.written}': ${place} may import ${list}`
}

/**
 * @param {Permissions} permissions
 * @param {Set<string>} used
 * @returns {import('./sourceFiles.mjs').Violation[]}
 */
function unusedPermissions(permissions, used) {
  return Object.entries(permissions)
    .flatMap(([place, allowed]) => allowed.map((permission) => `${place} → ${permission}`))
    .filter((arrow) => !used.has(arrow))
    .map((arrow) => ({ path: tablePath, line: 0, rule, message: `unused permission ${arrow}: delete it` }))
}
