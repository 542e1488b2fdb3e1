// Our own rules: what no other tool checks. The table of imports is here as data; the rules are in rules/, one file each.
// `node scripts/rules.mjs` prints every violation at once, with file and line, and fails when there is one.

import { isStartedDirectly, root } from './root.mjs'
import { fileRuleViolations } from './rules/fileRules.mjs'
import { permissionViolations } from './rules/permissions.mjs'
import { ringViolations } from './rules/rings.mjs'
import { sourceFiles } from './rules/sourceFiles.mjs'

/**
 * Who may import what, besides itself. List what is in use now, nothing for later.
 *
 * @type {import('./rules/permissions.mjs').Permissions}
 */
const permissions = {
  errors: [],
  faultPoint: [],
  config: ['errors'],
  workflow: ['errors'],
  media: ['errors', 'faultPoint', 'hideSecrets'],
  backends: ['errors', 'faultPoint', 'hideSecrets'],
  store: ['type workflow', 'errors', 'faultPoint'],
  engine: ['workflow', 'store', 'media', 'backends/backend.ts', 'errors'],
  outputs: ['engine', 'store', 'media', 'workflow', 'errors', 'faultPoint'],
  commands: [
    'engine',
    'outputs',
    'store',
    'media',
    'workflow',
    'backends/backend.ts',
    'type config',
    'errors',
    'faultPoint',
  ],
  app: ['commands', 'store', 'media', 'backends', 'config', 'errors'],
  cli: ['app', 'commands', 'sim', 'errors'],
  sim: ['backends/sketch'],
}

/**
 * @param {string} directory The project's folder.
 * @param {import('./rules/permissions.mjs').Permissions} table
 * @returns {string[]} One line for each violation: `file:line  rule: what is wrong`.
 */
export function violations(directory, table) {
  const files = sourceFiles(directory)
  return [...permissionViolations(files, table), ...ringViolations(files), ...fileRuleViolations(files)].map(
    ({ path, line, rule, message }) => `${path}${line > 0 ? `:${line}` : ''}  ${rule}: ${message}`,
  )
}

if (isStartedDirectly(import.meta.url)) {
  const found = violations(root, permissions)
  for (const line of found) console.error(line)
  if (found.length > 0) {
    console.error(`\n${found.length} of our own rules broken.`)
    process.exitCode = 1
  }
}
