import { expect, test } from 'vitest'
import { node, smallProject } from './smallProject.ts'

test('the gate stops at the first failure and prints all that the step said', async () => {
  const folder = smallProject({ 'src/cli/main.ts': '/** Wrong. */\nexport const one: number = "one"\n' })
  const { exitCode, stdout } = await node(['scripts/check.mjs'], { directory: folder })
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/^failed {2}format and lint +\d+\.\d s\n/)
  expect(stdout).toContain('src/cli/main.ts format')
  expect(stdout).not.toContain('types ')
  expect(stdout.trimEnd().split('\n').at(-1)).toBe(
    'check failed at: format and lint. Mend it and run npm run check again; npm run fix mends the format.',
  )
})

test('the gate prints one line for each step that is well', async () => {
  const folder = smallProject({ 'src/cli/main.ts': "/** Wrong. */\nexport const one: number = 'one'\n" })
  const { exitCode, stdout } = await node(['scripts/check.mjs'], { directory: folder })
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/^ok {6}format and lint +\d+\.\d s\nfailed {2}types +\d+\.\d s\n/)
  expect(stdout).toContain(
    "src/cli/main.ts(2,14): error TS2322: Type 'string' is not assignable to type 'number'.",
  )
})
