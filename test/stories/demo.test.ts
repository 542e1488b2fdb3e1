/** `retake demo`: what it prints can be typed as it stands, from where the reader stands. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT, retake, startNode } from './support/shell.ts'

test('every command that the demo prints works verbatim, and Ctrl-C ends it', async () => {
  const demo = retake(['demo'], { cwd: ROOT })
  const printed = await demo.said('stays up until Ctrl-C')
  expect(printed).toContain('content_policy')
  const sheet = /^ {2}(\S+\.html)$/m.exec(printed)?.[1]
  expect(sheet && existsSync(join(ROOT, sheet))).toBe(true)
  const commands = [...printed.matchAll(/^ {2}node (.+)$/gm)].map(([, rest]) => rest!)
  expect(commands.length).toBeGreaterThanOrEqual(5)
  for (const command of commands) {
    const { exitCode, stdout, stderr } = await startNode(command.split(' '), { cwd: ROOT }).ended
    const refused = command.includes(' run ') && !command.includes('--backend sketch')
    expect(exitCode, `${command}\n${stdout}\n${stderr}`).toBe(refused ? 1 : 0)
    if (refused) expect(stdout).toContain('paid 0')
  }
  demo.child.kill('SIGINT')
  const { exitCode, signal } = await demo.ended
  expect([exitCode, signal]).toEqual([expect.any(Number), null])
}, 180_000)
