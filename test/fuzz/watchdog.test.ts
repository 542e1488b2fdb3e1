/** What watches over the fuzzing: a case that does not end fails, and says which it was. */
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { ROOT, startNode } from '../stories/support/shell.ts'

const HANGS = fileURLToPath(new URL('./support/hangs.mjs', import.meta.url))

test.each([
  ['loop', 'does not end'],
  ['memory', 'MB of memory'],
])('a %s without end is ended, with the seed of its case', async (what, said) => {
  const { signal, stderr } = await startNode([HANGS, what], { cwd: ROOT }).ended
  expect(signal).toBe('SIGKILL')
  expect(stderr).toContain('"hangs": the case of seed 7')
  expect(stderr).toContain(said)
})
