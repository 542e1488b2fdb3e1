// The rules that look at one file at a time, as a list: a name, which files, and what is wrong in them.
import { isTest } from './sourceFiles.mjs'

/**
 * @typedef {object} FileRule
 * @property {string} name
 * @property {(file: import('./sourceFiles.mjs').SourceFile) => boolean} appliesTo
 * @property {(file: import('./sourceFiles.mjs').SourceFile) => { line: number, message: string }[]} find
 */

const sourceLineLimit = 300
const testLineLimit = 500

/** Kinds, node types and services: the engine knows none of them. Lower case. */
const wordsOutsideTheEngine = new Set([
  'image',
  'video',
  'approval',
  'glabs',
  'sketch',
  'nanobanana',
  'nanobananaapi',
  'veo3',
])

/** @type {FileRule[]} */
const fileRules = [
  {
    name: 'file length',
    appliesTo: () => true,
    find: (file) => {
      const limit = isTest(file) ? testLineLimit : sourceLineLimit
      const lines = file.text.replace(/\n$/, '').split('\n').length
      return lines > limit
        ? [{ line: limit + 1, message: `${lines} lines, the limit is ${limit}: split it by idea` }]
        : []
    },
  },
  {
    name: 'file name',
    appliesTo: (file) =>
      /(^|\/)(utils?|helpers?|common|misc|index)\.\w+$/i.test(file.path) && file.path !== 'src/index.ts',
    find: () => [{ line: 1, message: 'names no idea: name the file after what it exports' }],
  },
  {
    name: 'opening comment',
    appliesTo: (file) => !isTest(file),
    find: (file) =>
      /^(#!.*\n)?\/[/*]/.test(file.text)
        ? []
        : [{ line: 1, message: 'open the file with one to three lines: what it is for, what it refuses' }],
  },
  {
    name: 'no kinds in the engine',
    appliesTo: (file) => file.path.startsWith('src/engine/'),
    find: (file) =>
      matches(file.text, /[A-Za-z][A-Za-z0-9]*/g)
        .filter(({ found }) =>
          [found, ...partsOf(found)].some((part) => wordsOutsideTheEngine.has(part.toLowerCase())),
        )
        .map(({ line, found }) => ({
          line,
          message: `'${found}': the engine knows no kind, node type or backend`,
        })),
  },
  {
    name: 'tests switched off',
    appliesTo: isTest,
    find: (file) =>
      matches(file.text, /\.(skip|only|todo)\(/g).map(({ line, found }) => ({
        line,
        message: `'${found}': a test runs or is deleted`,
      })),
  },
  {
    name: 'left for later',
    appliesTo: () => true,
    find: (file) =>
      matches(file.text, /\b(TO[D]O|FIX[M]E|HA[C]K)\b/g).map(({ line, found }) => ({
        line,
        message: `'${found}': do it now, or write an issue`,
      })),
  },
]

/**
 * @param {import('./sourceFiles.mjs').SourceFile[]} files
 * @returns {import('./sourceFiles.mjs').Violation[]}
 */
export function fileRuleViolations(files) {
  return fileRules.flatMap(({ name, appliesTo, find }) =>
    files
      .filter(appliesTo)
      .flatMap((file) => find(file).map((found) => ({ path: file.path, rule: name, ...found }))),
  )
}

/** @param {string} text @param {RegExp} pattern Global. */
function matches(text, pattern) {
  return [...text.matchAll(pattern)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length,
    found: match[0],
  }))
}

/** @param {string} word `imageUrl` → `image`, `Url`. */
function partsOf(word) {
  return word.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? []
}
