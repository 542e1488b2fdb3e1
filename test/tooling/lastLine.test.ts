import { expect, test } from 'vitest'
import { node, smallProject } from './smallProject.ts'

const importing = "import { expect, test } from 'vitest'\n"
const main = { 'src/cli/main.ts': '/** Nothing. */\nexport {}\n' }

async function lastLineWith(
  tests: Record<string, string>,
): Promise<{ exitCode: number | null; last: string }> {
  const folder = smallProject({ ...main, ...tests })
  const { exitCode, stdout } = await node(['scripts/test.mjs'], { directory: folder })
  expect(stdout.endsWith('\n')).toBe(true)
  return { exitCode, last: stdout.trimEnd().split('\n').at(-1) ?? '' }
}

test('the last line of npm test counts passed and failed tests', async () => {
  const mixed = `${importing}test('a', () => {})\ntest('b', () => {})\ntest('c', () => expect(1).toBe(2))\n`
  expect(await lastLineWith({ 'test/mixed.test.ts': mixed })).toEqual({
    exitCode: 1,
    last: '2 passed, 1 failed',
  })
  expect(await lastLineWith({ 'test/good.test.ts': `${importing}test('a', () => {})\n` })).toEqual({
    exitCode: 0,
    last: '1 passed, 0 failed',
  })
})

test('a test file that cannot be loaded and an error outside every test count as failures', async () => {
  expect(await lastLineWith({ 'test/broken.test.ts': "import './missing.ts'\n" })).toEqual({
    exitCode: 1,
    last: '0 passed, 1 failed',
  })
  const late = `${importing}test('a', () => {\n  void Promise.reject(new Error('late'))\n})\n`
  expect(await lastLineWith({ 'test/late.test.ts': late })).toEqual({
    exitCode: 1,
    last: '1 passed, 1 failed',
  })
})
