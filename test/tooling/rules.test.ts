import { expect, test } from 'vitest'
import { violations } from '../../scripts/rules.mjs'
import { temporaryFolder } from './temporaryFolder.ts'

const opening = '/** What this file is for. */\n'
const table = {
  errors: [],
  workflow: ['errors'],
  backends: ['errors'],
  store: ['type workflow', 'errors'],
  engine: ['workflow', 'backends/backend.ts'],
  sim: ['backends/sketch'],
}

/** A tree that uses every permission of the table and breaks no rule. */
const goodTree = {
  'src/errors.ts': `${opening}export class Wrong extends Error {}\n`,
  'src/workflow/model.ts': source("import { Wrong } from '../errors.ts'"),
  'src/backends/backend.ts': source("import type { Wrong } from '../errors.ts'"),
  'src/backends/sketch/draw.ts': source("import { thing } from '../backend.ts'"),
  'src/store/takes.ts': source(
    "import { Wrong } from '../errors.ts'",
    "import type { Model } from '../workflow/model.ts'",
  ),
  'src/engine/plan.ts': source(
    "import { Model } from '../workflow/model.ts'",
    "import type { Backend } from '../backends/backend.ts'",
  ),
  'sim/server.ts': source(
    "import { draw } from '../src/backends/sketch/draw.ts'",
    "import { serve } from '@hono/node-server'",
  ),
  'test/plan.test.ts':
    "import { plan } from '../src/engine/plan.ts'\nimport { sim } from '../sim/server.ts'\n",
}

function source(...lines: string[]): string {
  return `${opening}${lines.join('\n')}\n`
}

function violationsWith(
  changed: Record<string, string>,
  permissions: Record<string, string[]> = table,
): string[] {
  return violations(temporaryFolder({ ...goodTree, ...changed }), permissions)
}

test('a tree that keeps every rule has no violations', () => {
  expect(violationsWith({})).toEqual([])
})

test('a wrong arrow names file, line, import and what would be allowed', () => {
  expect(
    violationsWith({ 'src/workflow/read.ts': source('', "import { takes } from '../store/takes.ts'") }),
  ).toEqual(["src/workflow/read.ts:3  import permissions: '../store/takes.ts': workflow may import errors"])
})

test('wrong arrows are found in every form of import, and all at once', () => {
  const found = violationsWith({
    'src/workflow/forms.ts': source(
      'import {',
      '  takes,',
      "} from '../store/takes.ts'",
      "export { takes } from '../store/takes.ts'",
      "import '../store/takes.ts'",
      "const later = await import('../store/takes.ts')",
      "import * as all from '../store/takes.ts'",
      "import type { Takes } from '../store/takes.ts'",
    ),
  })
  expect(found.map((line) => line.split(' ')[0])).toEqual(
    [2, 5, 6, 8, 9, 7].map((line) => `src/workflow/forms.ts:${line}`),
  )
})

test('an import in a comment is no import', () => {
  const commented = ["// import { takes } from '../store/takes.ts'", " * import('../store/takes.ts')"]
  expect(violationsWith({ 'src/workflow/read.ts': source('/**', ...commented.reverse(), ' */') })).toEqual([])
})

test('a permission for types refuses values', () => {
  expect(
    violationsWith({ 'src/store/rows.ts': source("import { Model } from '../workflow/model.ts'") }),
  ).toEqual([
    "src/store/rows.ts:2  import permissions: '../workflow/model.ts': store may import type workflow, errors",
  ])
})

test('a permission for one file does not open its folder', () => {
  const found = violationsWith({
    'src/engine/job.ts': source("import { draw } from '../backends/remote.ts'"),
  })
  expect(found).toEqual([
    "src/engine/job.ts:2  import permissions: '../backends/remote.ts': engine may import workflow, backends/backend.ts",
  ])
})

test('source never imports tests or scripts', () => {
  const found = violationsWith({
    'src/engine/job.ts': source("import { plan } from '../../test/plan.test.ts'"),
  })
  expect(found).toHaveLength(1)
})

test('a folder that the table does not know is named', () => {
  const found = violationsWith({ 'src/extra/thing.ts': source("import { Wrong } from '../errors.ts'") })
  expect(found).toEqual([
    "src/extra/thing.ts:2  import permissions: '../errors.ts': extra is not in the table of scripts/rules.mjs; add it there",
  ])
})

test('a permission that nobody uses is an error', () => {
  expect(violationsWith({}, { ...table, engine: [...table.engine, 'store'] })).toEqual([
    'scripts/rules.mjs  import permissions: unused permission engine → store: delete it',
  ])
})

test('an import ring is reported with every file on it', () => {
  const found = violationsWith({
    'src/engine/a.ts': source("import { b } from './b.ts'"),
    'src/engine/b.ts': source("import { c } from './c.ts'"),
    'src/engine/c.ts': source("import type { A } from './a.ts'"),
  })
  expect(found).toEqual([
    'src/engine/c.ts:2  import ring: src/engine/a.ts → src/engine/b.ts → src/engine/c.ts → src/engine/a.ts',
  ])
})

test('two ways to the same file are no ring', () => {
  const found = violationsWith({
    'src/engine/a.ts': source("import { b } from './b.ts'", "import { c } from './c.ts'"),
    'src/engine/b.ts': source("import { c } from './c.ts'"),
    'src/engine/c.ts': source('export const c = 1'),
  })
  expect(found).toEqual([])
})

test('a source file has at most 300 lines, a test file 500', () => {
  const lines = (count: number) => opening + '\n'.repeat(count - 1)
  expect(
    violationsWith({
      'src/engine/full.ts': lines(300),
      'scripts/long.mjs': lines(301),
      'test/full.test.ts': lines(500),
      'test/long.test.ts': lines(501),
    }),
  ).toEqual([
    'scripts/long.mjs:301  file length: 301 lines, the limit is 300: split it by idea',
    'test/long.test.ts:501  file length: 501 lines, the limit is 500: split it by idea',
  ])
})

test.each([
  'const video = 1',
  "const kind = 'image'",
  '// as Veo3 does',
  'const imageUrl = 1',
  'type NanobananaAPI = 1',
])('the engine knows no kind, node type or backend: %s', (line) => {
  const found = violationsWith({ 'src/engine/job.ts': source(line) })
  expect(found).toHaveLength(1)
  expect(found[0]).toMatch(/^src\/engine\/job\.ts:2 {2}no kinds in the engine: /)
})

test('other folders speak of kinds, and the engine may use longer words that hold one', () => {
  const found = violationsWith({
    'src/workflow/kinds.ts': source("export const kind = 'image'"),
    'src/engine/job.ts': source('const imagination = 1'),
  })
  expect(found).toEqual([])
})

test.each(['utils.ts', 'stringHelpers/helpers.ts', 'common.ts', 'index.ts'])(
  'no file is named %s',
  (name) => {
    const found = violationsWith({ [`src/workflow/${name}`]: source('export const one = 1') })
    expect(found).toEqual([
      `src/workflow/${name}:1  file name: names no idea: name the file after what it exports`,
    ])
  },
)

test('the library registry src/index.ts may be an index', () => {
  expect(violationsWith({ 'src/index.ts': source('export const one = 1') })).toEqual([])
})

test('a source file opens with a comment, a program after its first line', () => {
  const found = violationsWith({
    'src/workflow/bare.ts': 'export const one = 1\n',
    'bin/retake.mjs': '#!/usr/bin/env node\n// Starts it.\n',
  })
  expect(found).toEqual([
    'src/workflow/bare.ts:1  opening comment: open the file with one to three lines: what it is for, what it refuses',
  ])
})

test.each(['skip', 'only', 'todo'])('no test is switched off by .%s', (name) => {
  const found = violationsWith({ 'test/off.test.ts': `test.${name}('later', () => {})\n` })
  expect(found).toEqual([`test/off.test.ts:1  tests switched off: '.${name}(': a test runs or is deleted`])
})

test.each(['TO_DO', 'FIX_ME', 'HA_CK'])('nothing is left for later as %s', (spelled) => {
  const word = spelled.replace('_', '')
  const found = violationsWith({ 'src/workflow/later.ts': source(`// ${word}: mend this`) })
  expect(found).toEqual([`src/workflow/later.ts:2  left for later: '${word}': do it now, or write an issue`])
})
